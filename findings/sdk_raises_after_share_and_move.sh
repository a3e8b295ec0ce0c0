#!/usr/bin/env bash
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The vendor's SDK raises although ZPA has shared, or moved, an application segment.
#
# Package: zscaler-sdk-python 1.9.43 and 1.11.3, from the Python package index.
# Expected: a method of the SDK returns a result, a response and an error. Its documentation promises an empty
#   result for a segment that was shared, and the API answers such a write with 204 and no body.
# Behaviour: app_segment_share and app_segment_move send the write, take the 204, and then raise AttributeError: they
#   ask the SDK's own response for status_code, which it does not have. Who catches that and tries again writes a
#   second time; who takes it for a failure leaves a segment shared. update_weighted_lb_config beside them takes the
#   same answer without an error.
# Source: zscaler/zpa/application_segment.py and zscaler/api_response.py of both releases.
# Output seen (the method, the writes that arrived, and what came of the call):
#   1.9.43 app_segment_share 1 AttributeError
#   1.9.43 app_segment_move 1 AttributeError
#   1.9.43 update_weighted_lb_config 1 returned
#   1.11.3 app_segment_share 1 AttributeError
#   1.11.3 app_segment_move 1 AttributeError
#   1.11.3 update_weighted_lb_config 1 returned
#
# Needs Python 3.10 or newer as python3, or as the first argument. Exits with 1 if the output is another one.
set -eu
python="${1:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cat > "$folder/drive.py" <<'DRIVE'
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WRITES = []


class Api(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.endswith("/signin"):
            self.send_response(200)
            data = json.dumps({"access_token": "a.b.c", "token_type": "Bearer", "expires_in": "3600"}).encode()
        elif self.command == "GET":
            self.send_response(200)
            data = json.dumps({"applicationId": "7", "weightedLoadBalancing": False}).encode()
        else:
            WRITES.append((self.command, self.path, body))
            self.send_response(204)
            data = b""
        if data:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *said):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
threading.Thread(target=server.serve_forever, daemon=True).start()

from zscaler.constants import ZPA_BASE_URLS
from zscaler.oneapi_client import LegacyZPAClient
from zscaler.request_executor import RequestExecutor

ZPA_BASE_URLS["PRODUCTION"] = RequestExecutor.BASE_URL = "http://127.0.0.1:%d" % server.server_port
settings = {"clientId": "i", "clientSecret": "s", "customerId": "1", "cloud": "PRODUCTION"}
segments = LegacyZPAClient(settings).zpa.application_segment
CALLS = {
    "app_segment_share": {"share_to_microtenants": ["8"]},
    "app_segment_move": {"target_microtenant_id": "8", "target_segment_group_id": "9"},
    "update_weighted_lb_config": {"weighted_load_balancing": False},
}
for method, options in CALLS.items():
    WRITES.clear()
    try:
        _result, _response, error = getattr(segments, method)("7", **options)
        came = "an error" if error else "returned"
    except Exception as raised:
        came = type(raised).__name__
    print(sys.argv[1], method, len(WRITES), came)
DRIVE
for version in 1.9.43 1.11.3; do
    "$python" -m venv "$folder/$version"
    "$folder/$version/bin/pip" --quiet --disable-pip-version-check install "zscaler-sdk-python==$version"
    "$folder/$version/bin/python" "$folder/drive.py" "$version" 2>/dev/null
done | tee "$folder/seen"
sed -n 's/^#   \([0-9.]* [a-z_]* [0-9]* .*\)/\1/p' "$0" | diff - "$folder/seen"
