import base64
import hashlib
import hmac
import json
import time

TOLERANCE_IN_SECONDS = 300


def verify(headers, body, secrets):
    """Returns the event, or raises ValueError. `body` are the bytes as they came; `secrets` are one or several `whsec_…`."""
    message_id = headers.get("webhook-id")
    timestamp = headers.get("webhook-timestamp")
    signatures = headers.get("webhook-signature")
    if not message_id or not timestamp or not signatures:
        raise ValueError("a webhook header is missing")

    if not (timestamp.isascii() and timestamp.isdigit()) or abs(int(time.time()) - int(timestamp)) > TOLERANCE_IN_SECONDS:
        raise ValueError("sent too long ago, or in the future")

    signed = f"{message_id}.{timestamp}.".encode() + body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        digest = hmac.new(key, signed, hashlib.sha256).digest()
        expected = b"v1," + base64.b64encode(digest)
        if any(hmac.compare_digest(expected, signature.encode()) for signature in signatures.split(" ")):
            return json.loads(body)

    raise ValueError("no signature fits")
