import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from verify import verify

SECRETS = os.environ["GATEWAY_WEBHOOK_SECRET"].split(" ")


def say(line):
    sys.stdout.write(line + "\n")  # In one piece: several threads speak.
    sys.stdout.flush()


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            event = verify(self.headers, body, SECRETS)
        except ValueError as refusal:
            say(f"refused: {refusal}")
            self.answer(401)
            return

        # Keep the event here, once: a unique key on its id makes a repeat harmless.
        user, group = event["data"].get("user", {}), event["data"].get("group", {})
        say(f"accepted: {event['id']} {event['type']} {user.get('user_name', '')} {group.get('display_name', '')}")
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "5090"))), Receiver)
say(f"listening on http://127.0.0.1:{server.server_port}")
server.serve_forever()
