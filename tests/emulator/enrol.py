# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays an App Connector or a service edge that enrols: ``python tests/emulator/enrol.py --help``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python tests/emulator/enrol.py",
        description="Enrol an App Connector or a service edge at the emulator, as a machine does.",
    )
    parser.add_argument("key", nargs="?", help="the file with the provisioning key; - for standard input")
    address = os.environ.get("ZPA_BASE_URL") or "http://127.0.0.1:8765"
    parser.add_argument(
        "--at",
        default=address,
        help="the emulator (default: ZPA_BASE_URL, or else port 8765; now %(default)s)",
    )
    parser.add_argument("--code-of", metavar="CUSTOMER_ID", help="show a user code, and wait for nothing")
    parser.add_argument("--service-edge", action="store_true", help="with --code-of: not an App Connector")
    arguments = parser.parse_args()
    if bool(arguments.key) is bool(arguments.code_of):
        parser.error("Give either the file of a key or --code-of.")
    if arguments.code_of:
        kind = "SERVICE_EDGE_GRP" if arguments.service_edge else "CONNECTOR_GRP"
        body = {"customer_id": arguments.code_of, "association_type": kind}
    else:
        text = sys.stdin.read() if arguments.key == "-" else Path(arguments.key).read_text("utf-8")
        body = {"provisioning_key": text}
    answer = _post(arguments.at + "/_emulator/enrolments", body)
    print(answer.get("user_code") or "%(path)s %(id)s %(name)s" % answer)


def _post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310 (the address is the emulator's)
            found: dict[str, Any] = json.load(answer)
            return found
    except HTTPError as refused:
        sys.exit(str(json.load(refused).get("reason", refused)))
    except URLError as error:
        sys.exit(
            "No emulator answers at %s: %s. Start it, or say with --at where it is." % (url, error.reason)
        )


if __name__ == "__main__":
    main()
