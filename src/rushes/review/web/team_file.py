"""How a studio's people come in: ``SHOW/review/team.yaml``, written by whoever runs the room."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rushes.errors import BadInputError
from rushes.show import Show, read_document

SECRET = "RUSHES_OIDC_SECRET"  # noqa: S105 - the name of a variable
_FIELDS = ("issuer", "client_id", "address", "listen", "claim", "people", "certificate", "key", "proxies")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Team:
    """How a team's room is reached and who may come in.

    Attributes:
        issuer: Of the studio's sign-in (OpenID Connect), for example ``https://login.studio.example``.
        client_id: What the sign-in calls this room.
        secret: The client's secret; empty for a public client. Read from ``RUSHES_OIDC_SECRET``, never from the file.
        address: As browsers reach it, for example ``https://review.studio.example``.
        host, port: Where it listens.
        claim: What of an identity names a person, for example ``email``.
        people: The id in the show's register of people, by the claim's value.
        certificate, key: For TLS in this process; None where something in front of it does that.
        proxies: Addresses and networks of what stands in front: it alone is believed who asks (``X-Forwarded-For``).
    """

    issuer: str
    client_id: str
    secret: str
    address: str
    host: str
    port: int
    claim: str = "email"
    people: Mapping[str, str] = field(default_factory=dict)
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()


def read_team(show: Show) -> Team:
    """Read ``SHOW/review/team.yaml``.

    Raises:
        BadInputError: It is not there, a field is missing or wrong, or people would sign in over plain http.
    """
    path = show.folder / "review" / "team.yaml"
    fields = read_document(path)
    unknown = sorted(set(fields) - set(_FIELDS))
    if unknown:
        raise BadInputError(f'{path}: "{unknown[0]}" is no field of it. It has {", ".join(_FIELDS)}.')
    host, port = _listen(path, fields.get("listen", "127.0.0.1:8321"))
    pair = [fields.get(name) for name in ("certificate", "key")]
    if (pair[0] is None) != (pair[1] is None):
        raise BadInputError(f"{path}: certificate and key go together. Give both, or neither.")
    certificate, key = (None if one is None else path.parent / str(one) for one in pair)
    return Team(
        issuer=_address(path, fields, "issuer"),
        client_id=_word(path, fields, "client_id"),
        secret=os.environ.get(SECRET, ""),
        address=_address(path, fields, "address"),
        host=host,
        port=port,
        claim=str(fields.get("claim", "email")),
        people=_people(path, fields.get("people")),
        certificate=certificate,
        key=key,
        proxies=_proxies(path, fields.get("proxies", [])),
    )


def _word(path: Path, fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInputError(f"{path}: {name} is missing.")
    return value.strip()


def _address(path: Path, fields: Mapping[str, Any], name: str) -> str:
    """Return an address without its last slash.

    Raises:
        BadInputError: It is none, or a plain one of another machine: a browser gives no key and no decoder to such a page.
    """
    value = _word(path, fields, name).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadInputError(f"{path}: {name} is no address. Write it as https://review.studio.example.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise BadInputError(
            f"{path}: {name} has to be https://: over plain http passwords can be read on the way, and browsers neither keep "
            "keys for such a page nor decode frames."
        )
    return value


def _listen(path: Path, value: object) -> tuple[str, int]:
    host, colon, port = str(value).rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise BadInputError(f"{path}: listen has to be an address and a port, as 0.0.0.0:8321.")
    return host.strip("[]"), int(port)


def _proxies(path: Path, value: object) -> tuple[str, ...]:
    try:
        if not isinstance(value, list):
            raise TypeError
        return tuple(str(ipaddress.ip_network(str(one))) for one in value)
    except (ValueError, TypeError) as error:
        raise BadInputError(
            f"{path}: proxies has to be a list of addresses or networks, as [127.0.0.1, 10.1.0.0/16]: whoever is named there says who asks."
        ) from error


def _people(path: Path, value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not value:
        raise BadInputError(f"{path}: people has to say who is who, one a line, as ida@studio.example: ida.")
    return {str(name).casefold(): str(person) for name, person in value.items()}
