"""A small identity provider on loopback: OpenID Connect with a code, PKCE, and identities signed with a key of its own."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from rushes.review.web.serving import listening


@dataclass
class Provider:
    """What it knows, and how it may be made to lie.

    Attributes:
        issuer: Its address.
        email: Who signs in.
        changes: Claims that it says instead of the true ones.
        key: What it signs with.
        shown: The key that it shows, when that is to be another.
    """

    issuer: str = ""
    email: str = "ida@studio.example"
    changes: dict = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "k1"}))
    shown: RSAKey | None = None
    asked: dict = field(default_factory=dict)

    def app(self):
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.configuration),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/jwks", self.jwks),
            ]
        )

    async def configuration(self, _):
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return JSONResponse(
            {"issuer": self.issuer, **{name: f"{self.issuer}/{place}" for name, place in places.items()}}
        )

    async def authorize(self, request):
        code = secrets.token_urlsafe(8)
        self.asked[code] = dict(request.query_params)
        back = {"code": code, "state": request.query_params["state"]}
        return RedirectResponse(f"{request.query_params['redirect_uri']}?{urlencode(back)}", status_code=302)

    async def token(self, request):
        form = await request.form()
        asked = self.asked.pop(form.get("code", ""), None)
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != proof or form.get("redirect_uri") != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": asked["client_id"], "sub": "u1", "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "email": self.email, "email_verified": True,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, {**claims, **self.changes}, self.key, algorithms=["RS256"])
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": token})

    async def jwks(self, _):
        return JSONResponse(KeySet([self.shown or self.key]).as_dict(private=False))


@contextlib.contextmanager
def provider():
    """Run a provider on a free port of loopback."""
    with contextlib.closing(listening("127.0.0.1", 0)) as door:
        one = Provider(issuer=f"http://127.0.0.1:{door.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(one.app(), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=lambda: server.run(sockets=[door]))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield one
        finally:
            server.should_exit = True
            thread.join(timeout=20)
