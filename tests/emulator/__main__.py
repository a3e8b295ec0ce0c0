# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Starts the emulator: ``python tests/emulator --help``."""

from __future__ import annotations

import argparse
import errno
import json
import signal
from dataclasses import asdict
from pathlib import Path

from zpa_emulator import Emulator, LogEntry
from zpa_emulator.seeds import read_seed
from zpa_emulator.state import PUTS, Throttle

STOP = (signal.SIGINT, signal.SIGTERM)
HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python tests/emulator", description="A local Zscaler Private Access on 127.0.0.1."
    )
    parser.add_argument("--port", type=int, default=8765, help="0 chooses a free one (default: 8765)")
    parser.add_argument(
        "--seed",
        type=Path,
        default=HERE / "seeds" / "example.yml",
        help="tenants to begin with, YAML or JSON (default: %(default)s)",
    )
    parser.add_argument("--log", type=Path, help="append each request to this file, a JSON object a line")
    parser.add_argument("--rate-limits", action="store_true", help="20 reads and 10 writes in 10 seconds")
    parser.add_argument("--put", choices=PUTS, help="what an update does to what its body leaves out")
    parser.add_argument("--ready-file", type=Path, help="write the base URL here once requests are taken")
    arguments = parser.parse_args()
    try:
        serve(arguments)
    except OSError as error:
        taken = "--port: %d is taken, perhaps by another emulator. Give another port, or 0." % arguments.port
        parser.error(taken if error.errno == errno.EADDRINUSE else str(error))


def serve(arguments: argparse.Namespace) -> None:
    """Answer until a signal stops it. Raises OSError if a file or the port is not to be had."""

    def on_log(entry: LogEntry) -> None:
        if arguments.log:
            with arguments.log.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(asdict(entry)) + "\n")

    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    with Emulator(port=arguments.port, on_log=on_log) as emulator:
        for tenant in read_seed(arguments.seed):
            tenant.quirks.put = arguments.put or tenant.quirks.put
            tenant.throttle = Throttle() if arguments.rate_limits else None
            emulator.add(tenant)
            print("customer_id %s" % tenant.customer_id)
        if arguments.ready_file:
            arguments.ready_file.write_text(emulator.base_url, "utf-8")
        print("base_url %s" % emulator.base_url, flush=True)
        signal.sigwait(STOP)


if __name__ == "__main__":
    main()
