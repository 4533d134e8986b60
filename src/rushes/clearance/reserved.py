"""What a picture's own file says against being mined: a C2PA manifest's training and data mining assertion, or the photo metadata in it.

Nothing here is trained on. Colours and measures are taken from a reference, so what forbids mining, inference or all of it is asked about;
what forbids training alone is told.

Sources: CAWG training and data mining assertion 1.1 (labels ``cawg.*``; before 2024 ``c2pa.*``); IPTC Photo Metadata 2023.1, data mining,
with the PLUS vocabulary; TDM Reservation Protocol (W3C community group, 2024).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_MINING: Final = ("data_mining", "ai_inference")
"""Entries of the assertion that speak of more than training."""

_FORBIDS: Final = frozenset({"notAllowed", "constrained"})

_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
}

_PLUS: Final = re.compile(rb"DataMining[^<>]{0,40}?[\"'>][^<>\"']{0,80}?(DMI-[A-Z-]+)")
_TDM: Final = re.compile(rb"tdm:reservation[\"'\s=>]{1,4}1\b")

_TRAINING_ALONE: Final = frozenset({"DMI-PROHIBITED-AIMLTRAINING", "DMI-PROHIBITED-GENAIMLTRAINING"})
_OPEN: Final = frozenset({"DMI-UNSPECIFIED", "DMI-ALLOWED"})

LOOKED_AT_BYTES: Final = 32 << 20
"""So much of a file is searched for metadata: it stands near the beginning, or at the end of a PNG of usual size."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file says of its mining.

    Attributes:
        reserved: What forbids mining or any use, in words; empty when nothing does.
        told: All of it, in words, what forbids training alone among it.
    """

    reserved: str = ""
    told: str = ""


def statement_of(path: Path) -> Statement:
    """Return what a picture's file says; nothing where it holds no statement, or is no file of its own (a sequence's pattern)."""
    if not path.is_file():
        return Statement()
    told: list[str] = []
    reserved: list[str] = []
    for words, is_mining in (*_in_manifest(path), *_in_metadata(path)):
        told.append(words)
        reserved += [words] * is_mining
    return Statement("; ".join(dict.fromkeys(reserved)), "; ".join(dict.fromkeys(told)))


def _in_metadata(path: Path) -> Iterator[tuple[str, bool]]:
    with path.open("rb") as stream:
        content = stream.read(LOOKED_AT_BYTES)
    for found in _PLUS.finditer(content):
        word = found[1].decode("ascii")
        if word not in _OPEN:
            yield f"photo metadata: {word}", word not in _TRAINING_ALONE
    if _TDM.search(content):
        yield "photo metadata: text and data mining reserved", True


def _in_manifest(path: Path) -> Iterator[tuple[str, bool]]:
    kind = _TYPES.get(path.suffix.lower())
    if kind is None:
        return
    import c2pa

    settings = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
    try:
        with (
            c2pa.Settings.from_dict(settings) as asked,
            c2pa.Context(settings=asked) as context,
            path.open("rb") as stream,
            c2pa.Reader(kind, stream, context=context) as reader,
        ):
            store = json.loads(reader.json())
    except (c2pa.C2paError, ValueError):
        return  # no manifest, or none that can be read: nothing is said
    for manifest in dict(store.get("manifests") or {}).values():
        yield from _entries(manifest)


def _entries(manifest: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    for assertion in manifest.get("assertions") or ():
        if "training-mining" not in str(assertion.get("label", "")):
            continue
        for name, entry in dict(dict(assertion.get("data") or {}).get("entries") or {}).items():
            use = str(dict(entry).get("use", ""))
            if use in _FORBIDS:
                yield f"manifest: {name} {use}", str(name).endswith(_MINING)
