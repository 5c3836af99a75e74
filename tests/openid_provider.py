"""A small OpenID provider on loopback, with keys of its own: discovery, code flow with PKCE, signed tokens.

It asks nobody for a password: whoever comes is `person`. `lie` makes it misbehave in one way.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

_KEY, _ANOTHER = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))

CLIENT_ID, CLIENT_SECRET = "eightcount", "a secret of this test"


class Provider:
    """What it knows: its keys, who comes, and the codes that it gave."""

    def __init__(self) -> None:
        self.url = ""
        self.keys = KeySet([_KEY])
        self.person: dict[str, Any] = {"sub": "u-1", "email": "mina@studio.example", "email_verified": True}
        self.lie = ""
        self.codes: dict[str, dict[str, str]] = {}

    def discovered(self) -> dict[str, Any]:
        return {
            "issuer": "https://else.where" if self.lie == "issuer" else self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def authorized(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to."""
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """A code works once, for who proves to be the client and to have begun."""
        basic = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        asked = self.codes.pop(given["code"], None)
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = (
            asked and asked["code_challenge"] == challenge and asked["redirect_uri"] == given["redirect_uri"]
        )
        if basic != f"{CLIENT_ID}:{CLIENT_SECRET}" or not fits or asked is None:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self._signed(asked["nonce"])}

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": "https://else.where" if self.lie == "iss" else self.url,
            "aud": "another" if self.lie == "aud" else CLIENT_ID,
            "iat": now - 7200 if self.lie == "exp" else now,
            "exp": now - 3600 if self.lie == "exp" else now + 300,
            "nonce": "another" if self.lie == "nonce" else nonce,
            **self.person,
        }
        key = _ANOTHER if self.lie == "key" else _KEY
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


class _Handler(BaseHTTPRequestHandler):
    provider: ClassVar[Provider]

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(at.query).items()}
        if at.path == "/.well-known/openid-configuration":
            self._tell(200, self.provider.discovered())
        elif at.path == "/keys":
            self._tell(200, dict(self.provider.keys.as_dict(private=False)))
        elif at.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorized(asked))
            self.end_headers()
        else:
            self._tell(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        self._tell(*self.provider.token(given, self.headers.get("Authorization", "")))

    def _tell(self, status: int, document: dict[str, Any]) -> None:
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_words: object) -> None:
        """A test's output is for its failures."""


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that serves until the block ends."""
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
