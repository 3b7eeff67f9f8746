import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from verify import verify

SECRETS = os.environ["GATEWAY_WEBHOOK_SECRET"].split(" ")


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            event = verify(self.headers, body, SECRETS)
        except ValueError as refusal:
            print(f"refused: {refusal}", flush=True)
            self.answer(401)
            return

        # Keep the event here, once: a unique key on its id makes a repeat harmless.
        user, group = event["data"].get("user", {}), event["data"].get("group", {})
        print(f"accepted: {event['id']} {event['type']} {user.get('user_name', '')} {group.get('display_name', '')}", flush=True)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "5090"))), Receiver)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
