"""Whether JupyterLab answers a request that needs the token (/api alone answers 200 to anybody)."""

import http.client
import os
import sys

with open(os.environ["JUPYTER_TOKEN_FILE"], encoding="ascii") as file:  # noqa: PTH123  pathlib is slow to import
    token = file.read()
server = http.client.HTTPConnection("127.0.0.1", 8888, timeout=5)
try:
    server.request("GET", "/api/status", headers={"Authorization": f"token {token}"})
    sys.exit(server.getresponse().status != 200)
except OSError as error:
    sys.exit(f"no answer: {error}")
