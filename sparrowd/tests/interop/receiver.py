"""A receiver of webhooks as Standard Webhooks' own library for Python makes one.

Prints `listening PORT`, then a line of JSON for each request: its headers, its body and by which of
the secrets it verifies. The secrets come on stdin, each line a JSON object of name to secret; `known`
says that they hold from now on. Answers 204 to what verifies by any of them, and 401 to the rest.
"""

import base64
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

secrets = {}
said = threading.Lock()


def say(line):
    with said:
        print(line, flush=True)


def verifies(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers, json_parse=False)
    except WebhookVerificationError:
        return False
    return True


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        by = [name for name, secret in secrets.items() if verifies(secret, body, headers)]
        # Said before it is answered, so that what is delivered is known here.
        say(json.dumps({"headers": headers, "body": base64.b64encode(body).decode(), "by": by}))
        self.send_response(204 if by else 401)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
say(f"listening {server.server_address[1]}")
for line in sys.stdin:
    secrets = json.loads(line)
    say("known")
