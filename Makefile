# Shorthands for tools/dev.py, which needs nothing but Python.
.PHONY: demo test lint sanity check paths exhaust docs site picture bench emulator clean
demo test lint sanity check paths exhaust docs site picture bench emulator clean:
	@python3 tools/dev.py $@
