"""Can it be sealed, tomorrow too: keys that only their owner reads, and certificates that are valid."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from rushes.doctor.examination import Place
from rushes.errors import RushesError
from rushes.studio.trouble import Trouble

SOON: Final = timedelta(days=30)
"""Certificate authorities take up to some weeks for a signing certificate."""


def check_keys(place: Place) -> Iterator[Trouble]:
    """Look at who may read the keys, and at the certificate that the next take is sealed with."""
    authority = place.home / "authority"
    yield from rights_troubles(place.home)
    certificate, key = configured(place)
    if certificate is not None and key is not None:
        yield from signer_troubles(certificate, key, place.now)
    elif authority.is_dir():
        yield from expiry_troubles(authority / "signer.pem", place.now)


def rights_troubles(home: Path) -> Iterator[Trouble]:
    """Say which private keys in the settings folder others may read."""
    for path in sorted(home.rglob("*.key")) if home.is_dir() else ():
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Trouble(
                "keys",
                f"Others may read the key {path} (mode {mode:04o}), so what it signs proves nothing.",
                f"Run: chmod 600 {path}",
            )
    authority = home / "authority"
    if authority.is_dir() and stat.S_IMODE(authority.stat().st_mode) & 0o077:
        yield Trouble(
            "keys",
            f"Others may look into {authority}, where the keys that seal lie.",
            f"Run: chmod 700 {authority}",
        )


def configured(place: Place) -> tuple[Path | None, Path | None]:
    """Return the production's own certificate and key, where some are named: in the environment, else by the show."""
    named = {name: os.environ.get(f"RUSHES_SIGNING_{name.upper()}") for name in ("certificate", "key")}
    base = Path.cwd()
    if not any(named.values()) and place.show is not None and place.show.signing is not None:
        named, base = {**named, **place.show.signing}, place.show.folder
    certificate, key = (base / value if value else None for value in (named["certificate"], named["key"]))
    return certificate, key


def signer_troubles(certificate: Path, key: Path, now: datetime) -> Iterator[Trouble]:
    """Say why a production's own certificate can't seal, or that it soon can't, or that others read its key."""
    from rushes.provenance.signer import production_signer

    try:
        production_signer(certificate, key, now=now)
    except RushesError as error:
        yield Trouble.of("keys", error)
        return
    mode = stat.S_IMODE(key.stat().st_mode)
    if mode & 0o077:
        yield Trouble(
            "keys",
            f"Others may read the production's key {key} (mode {mode:04o}), so what it seals proves nothing.",
            f"Run: chmod 600 {key}",
        )
    yield from expiry_troubles(certificate, now)


def expiry_troubles(certificate: Path, now: datetime) -> Iterator[Trouble]:
    """Say that a certificate ended, or will within 30 days."""
    try:
        chain = x509.load_pem_x509_certificates(certificate.read_bytes())
    except ValueError:
        yield Trouble(
            "keys",
            f"{certificate} holds no certificate any more.",
            "Put it back from a backup: a new one can't vouch for older takes.",
        )
        return
    ends = min(one.not_valid_after_utc for one in chain)
    if ends - now < SOON:
        said = "ended" if ends < now else "ends"
        yield Trouble(
            "keys",
            f"The certificate {certificate} {said} on {ends:%-d %B %Y}, and nothing can be sealed after that day.",
            "Ask your certificate authority for the next one now, and name it in its place.",
        )
