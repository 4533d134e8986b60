"""Sign-in by a studio's own identity provider: OpenID Connect with a code, PKCE and a nonce (authlib, joserfc)."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx  # noqa: TID253 - only a team's room imports this module
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from rushes.errors import BadInputError, RefusedError
from rushes.review.web.team_file import Team

TIMEOUT_S = 10.0
ATTEMPT_S = 600.0
"""How long [s] somebody may take to sign in."""

MOST_ATTEMPTS = 2_000
LEEWAY_S = 60
"""How far [s] two machines' clocks may be apart."""

SIGNED_WITH = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures of identity tokens that are taken; ``none`` and shared secrets are not."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who is on the way to sign in: what their answer has to match."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    at: float = field(default_factory=time.monotonic)


class SignIn:
    """The identity provider, as this room uses it."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._attempts: dict[str, Attempt] = {}
        self._lock = threading.Lock()
        self._told: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    @property
    def returns_to(self) -> str:
        """Where the provider sends people back."""
        return f"{self._team.address}/sign-in/callback"

    def begin(self) -> tuple[Attempt, str]:
        """Return a new attempt, and the provider's address to send somebody to.

        Raises:
            BadInputError: The provider can't be reached.
        """
        attempt = Attempt()
        with self._lock:
            late = [name for name, one in self._attempts.items() if time.monotonic() - one.at > ATTEMPT_S]
            for name in late:
                del self._attempts[name]
            while len(self._attempts) >= MOST_ATTEMPTS:
                del self._attempts[next(iter(self._attempts))]
            self._attempts[attempt.state] = attempt
        with self._client() as client:
            address, _ = client.create_authorization_url(
                str(self._metadata()["authorization_endpoint"]),
                state=attempt.state,
                nonce=attempt.nonce,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        return attempt, str(address)

    def finish(self, state: str, started_here: str, code: str) -> Mapping[str, Any]:
        """Return the claims of who signed in.

        Args:
            state: As the provider gave it back.
            started_here: The state that this very browser began with, from its cookie.
            code: As the provider gave it.

        Raises:
            RefusedError: It was not begun here, took too long, or what the provider says does not verify.
            BadInputError: The provider can't be reached.
        """
        with self._lock:
            attempt = (
                self._attempts.pop(state, None)
                if state and secrets.compare_digest(state.encode(), started_here.encode())
                else None
            )
        if attempt is None or time.monotonic() - attempt.at > ATTEMPT_S:
            raise RefusedError("This sign-in was not begun in this browser, or took too long. Begin again.")
        metadata = self._metadata()
        try:
            with self._client() as client:
                token = client.fetch_token(str(metadata["token_endpoint"]), code=code, code_verifier=attempt.verifier)
            return self._claims(str(token["id_token"]), attempt)
        except (httpx.HTTPError, KeyError) as error:
            raise RefusedError("The studio's sign-in did not confirm who this is. Begin again.") from error
        except (JoseError, ValueError) as error:
            raise RefusedError(
                f"What the studio's sign-in says does not verify ({type(error).__name__}). Begin again."
            ) from error
        except Exception as error:  # authlib has an error class of its own for each answer of a provider
            if type(error).__module__.startswith("authlib."):
                raise RefusedError("The studio's sign-in did not confirm who this is. Begin again.") from error
            raise

    def _claims(self, token: str, attempt: Attempt) -> Mapping[str, Any]:
        try:
            decoded = jwt.decode(token, self._key_set(), algorithms=SIGNED_WITH)
        except ValueError:
            decoded = jwt.decode(token, self._key_set(anew=True), algorithms=SIGNED_WITH)  # it changed its keys
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_S,
            iss={"essential": True, "value": str(self._metadata()["issuer"])},
            aud={"essential": True, "value": self._team.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
        )
        registry.validate(decoded.claims)
        return dict(decoded.claims)

    def _metadata(self) -> dict[str, Any]:
        if self._told is None:
            told = self._fetched(f"{self._team.issuer}/.well-known/openid-configuration")
            if str(told.get("issuer", "")).rstrip("/") != self._team.issuer:
                raise BadInputError(
                    f"{self._team.issuer} says that it is {str(told.get('issuer'))[:100]}. Correct issuer in team.yaml."
                )
            self._told = told
        return self._told

    def _key_set(self, *, anew: bool = False) -> KeySet:
        if self._keys is None or anew:
            self._keys = KeySet.import_key_set(self._fetched(str(self._metadata()["jwks_uri"])))  # type: ignore[arg-type] # JSON
        return self._keys

    def _fetched(self, address: str) -> dict[str, Any]:
        if urlsplit(address).scheme != urlsplit(self._team.issuer).scheme:
            raise BadInputError(
                f"The studio's sign-in names {address[:100]}, which is not reached as it is itself. Tell whoever runs the room to look at issuer in team.yaml."
            )
        try:
            answer = httpx.get(address, timeout=TIMEOUT_S)
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise BadInputError(
                f"The studio's sign-in can't be reached at {address}. Is issuer right in team.yaml?"
            ) from error
        if not isinstance(told, dict):
            raise BadInputError(f"{address} is no studio's sign-in. Is issuer right in team.yaml?")
        return told

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._team.client_id,
            client_secret=self._team.secret or None,
            token_endpoint_auth_method="client_secret_basic" if self._team.secret else "none",
            redirect_uri=self.returns_to,
            scope="openid email profile",
            timeout=TIMEOUT_S,
        )
