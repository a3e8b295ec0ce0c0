# Shorthands for tools/dev.py, which needs nothing but Python.
.PHONY: help setup demo test lint sanity check matrix another clients paths exhaust docs site build check-release picture bench emulator clean
help:
	@python3 tools/dev.py --help
setup demo test lint sanity check matrix another clients paths exhaust docs site build check-release picture bench emulator clean:
	@python3 tools/dev.py $@
