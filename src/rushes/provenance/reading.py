"""Reading manifests back through c2pa, without asking any network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TAKE_ASSERTION = "com.rushes.take"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a manifest says of a file.

    Attributes:
        state: ``Trusted``, ``Valid`` or ``Invalid``, in c2pa's words.
        failures: Codes of what does not hold.
        signer: Who signed, by the certificate.
        about: Our own assertion; empty when somebody else sealed it.
        source_type: The digital source type of the last action that names one.
    """

    state: str
    failures: tuple[str, ...]
    signer: str
    about: dict[str, Any]
    source_type: str


def settings(roots_pem: str) -> Any:  # noqa: ANN401 - c2pa has no types
    """Return c2pa's settings: trust only these roots, fetch nothing, make no thumbnails."""
    import c2pa

    trust = {"trust": {"trust_anchors": roots_pem}} if roots_pem else {}
    return c2pa.Settings.from_dict(
        {
            "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
            "builder": {"thumbnail": {"enabled": False}},
            **trust,
        }
    )


def read_manifest(path: Path, media_type: str, roots_pem: str, manifest: bytes | None = None) -> Reading | None:
    """Read a file's manifest, from inside it or given beside it; None when there is none.

    Raises:
        ValueError: What is there can't be read as a manifest.
    """
    import c2pa

    context = c2pa.Context(settings=settings(roots_pem))
    try:
        with path.open("rb") as stream:
            reader = c2pa.Reader(media_type, stream, manifest, context)
            record = json.loads(reader.json())
            state = str(reader.get_validation_state())
    except Exception as error:
        if "ManifestNotFound" in type(error).__name__ or "no JUMBF" in str(error) or "ManifestNotFound" in str(error):
            return None
        raise ValueError(str(error)) from error
    active = record["manifests"][record["active_manifest"]]
    results = record.get("validation_results", {}).get("activeManifest", {})
    about, source_type = {}, ""
    for assertion in active.get("assertions", []):
        if assertion["label"].startswith(TAKE_ASSERTION):
            about = assertion["data"]
        if assertion["label"].startswith("c2pa.actions"):
            for action in assertion["data"]["actions"]:
                source_type = action.get("digitalSourceType", source_type)
    return Reading(
        state=state,
        failures=tuple(str(failure["code"]) for failure in results.get("failure", [])),
        signer=str(
            active.get("signature_info", {}).get("common_name") or active.get("signature_info", {}).get("issuer", "")
        ),
        about=about,
        source_type=source_type,
    )
