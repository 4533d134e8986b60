"""The place that a studio's file names: a bucket that speaks S3, or a folder. Its keys come from the environment and are said nowhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from rushes.errors import BadInputError, StorageError

if TYPE_CHECKING:
    from rushes.studio.config import StorageSection

TIMEOUT_S = 30.0
"""How long [s] one request may take, its body included: a piece of 16 MiB needs no longer at half a megabyte a second."""

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_ROLES = ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")


def open_place(section: StorageSection, *, bulk: bool = False, timeout_s: float = TIMEOUT_S) -> Any:  # noqa: ANN401 - one of obstore's stores, which share no type
    """Open the place; nothing is asked of it yet.

    Args:
        section: What the studio's file says.
        bulk: Whether it is for objects that their names check: their bodies are not hashed a second time to be signed.
        timeout_s: How long one request may take [s].

    Raises:
        BadInputError: A server's address holds a name or a password.
        StorageError: The folder isn't there, no keys are set, or obstore is not installed.
    """
    try:
        from obstore.store import LocalStore, S3Store
    except ImportError as error:
        raise StorageError("Storage needs obstore, which is not installed: pip install 'rushes[storage]'.") from error
    parts = urlsplit(section.url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        if not folder.is_dir():
            raise StorageError(f"The storage {folder} is no folder. Mount it, or make it.")
        return LocalStore(str(folder))
    if section.endpoint and urlsplit(section.endpoint).username:
        raise BadInputError(
            "The storage's endpoint holds a name or a password. Keys come from the environment only: take them out of it."
        )
    if not all(os.environ.get(name) for name in KEYS) and not any(os.environ.get(name) for name in _ROLES):
        raise StorageError(f"The storage has no keys: set {' and '.join(KEYS)} in the environment of whoever runs it.")
    options: dict[str, Any] = {"endpoint": section.endpoint} if section.endpoint else {}
    return S3Store(
        parts.netloc,
        prefix=unquote(parts.path).strip("/") or None,
        region=section.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        client_options={
            "timeout": f"{timeout_s:g}s",
            "connect_timeout": f"{min(5.0, timeout_s):g}s",
            "allow_http": bool(section.endpoint and section.endpoint.startswith("http://")),
        },
        unsigned_payload=bulk,
        retry_config={"max_retries": 0},  # objects.py tries again, bodies included
        **options,
    )
