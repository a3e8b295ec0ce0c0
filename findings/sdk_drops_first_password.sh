#!/usr/bin/env bash
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The vendor's SDK returns a new microtenant without the password that ZPA shows once.
#
# Package: zscaler-sdk-python 1.9.43 and 1.11.3, from the Python package index.
# Expected: ZPA answers the creation of a microtenant that has authentication domains with its first administrator,
#   under "user". The password in there is in no later answer. The object that the SDK makes of the answer has it.
# Behaviour: add_microtenant makes an object of the keys that its model lists, and "user" is none of them. As an
#   object and as a dictionary it has no administrator and no password. Only the raw body of the response, the
#   second of the three values returned, still has them: who keeps the first value alone has lost the password.
# Source: zscaler/zpa/models/microtenants.py and zscaler/zpa/microtenants.py of both releases.
# Output seen (the release, and where the password of the answer is afterwards):
#   1.9.43 object no, dictionary no, raw body yes
#   1.11.3 object no, dictionary no, raw body yes
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

PASSWORD = "made-up-for-this"


class Api(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.endswith("/signin"):
            self.send_response(200)
            data = json.dumps({"access_token": "a.b.c", "token_type": "Bearer", "expires_in": "3600"}).encode()
        else:
            self.send_response(201)
            made = json.loads(body)
            user = {"id": "91", "username": "mtAdmin_7@example.com", "password": PASSWORD}
            data = json.dumps({"id": "7", **made, "operator": "OR", "user": user}).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = answer

    def log_message(self, *said):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
threading.Thread(target=server.serve_forever, daemon=True).start()

from zscaler.constants import ZPA_BASE_URLS
from zscaler.oneapi_client import LegacyZPAClient
from zscaler.request_executor import RequestExecutor

ZPA_BASE_URLS["PRODUCTION"] = RequestExecutor.BASE_URL = "http://127.0.0.1:%d" % server.server_port
settings = {"clientId": "i", "clientSecret": "s", "customerId": "1", "cloud": "PRODUCTION"}
given = {
    "name": "Subsidiary",
    "criteria_attribute": "AuthDomain",
    "criteria_attribute_values": ["example.com"],
    "enabled": True,
}
made, response, error = LegacyZPAClient(settings).zpa.microtenants.add_microtenant(**given)
assert error is None and made.name == "Subsidiary" and made.id == "7"
places = {"object": vars(made), "dictionary": made.as_dict(), "raw body": response.get_body()}
found = ("%s %s" % (place, "yes" if PASSWORD in str(value) else "no") for place, value in places.items())
print(sys.argv[1], ", ".join(found))
DRIVE
for version in 1.9.43 1.11.3; do
    "$python" -m venv "$folder/$version"
    "$folder/$version/bin/pip" --quiet --disable-pip-version-check install "zscaler-sdk-python==$version"
    "$folder/$version/bin/python" "$folder/drive.py" "$version" 2>/dev/null
done | tee "$folder/seen"
sed -n 's/^#   \([0-9.]* object .*\)/\1/p' "$0" | diff - "$folder/seen"
