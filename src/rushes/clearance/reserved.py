"""What a file says itself against being mined, trained on, or shown to a model: a C2PA manifest's training and data mining assertion, or photo metadata.

Colours and measures are taken from a reference, so what forbids mining, inference or all of it is asked about. A network learns from a plate, so what
forbids training is; a model that is brought is shown one, so what forbids inference is.

Sources: CAWG training and data mining assertion 1.1 (labels ``cawg.*``; before 2024 ``c2pa.*``); IPTC Photo Metadata 2023.1, data mining,
with the PLUS vocabulary; TDM Reservation Protocol (W3C community group, 2024).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from rushes.untrusted import parsed, table, tables

Kind = Literal["mining", "inference", "training"]

KINDS: Final[Mapping[str, Kind]] = {
    "data_mining": "mining",
    "ai_inference": "inference",
    "ai_training": "training",
    "ai_generative_training": "training",
}
"""What each entry of the assertion is about."""

LABEL: Final = "cawg.training-mining"

_FORBIDS: Final = frozenset({"notAllowed", "constrained"})
_STRICT: Final = {"allowed": 1, "constrained": 2, "notAllowed": 3}
_TRAINING: Final[frozenset[Kind]] = frozenset({"training"})
_ALL: Final[frozenset[Kind]] = frozenset({"training", "mining", "inference"})

_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
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
        training: What forbids training on it.
        inference: What forbids showing it to a model.
    """

    reserved: str = ""
    told: str = ""
    training: str = ""
    inference: str = ""


def statement_of(path: Path) -> Statement:
    """Return what a picture's file says; nothing where it holds no statement, or is no file of its own (a sequence's pattern)."""
    if not path.is_file():
        return Statement()
    told = [*_in_manifest(path), *_in_metadata(path)]
    return Statement(
        _joined(words for words, about in told if about & {"mining", "inference"}),
        _joined(words for words, _ in told),
        _joined(words for words, about in told if "training" in about),
        _joined(words for words, about in told if "inference" in about),
    )


def mining_of(path: Path) -> dict[str, dict[str, str]]:
    """Return the entries of a file's own training and data mining assertion, strictest first where several manifests speak; empty without one.

    Returns:
        By an entry's name without its prefix (``ai_training``): ``use`` and, where it is constrained, ``constraint_info``.
    """
    found: dict[str, dict[str, str]] = {}
    for manifest in _manifests(path) if path.is_file() else ():
        for name, entry in _entries(manifest):
            found[name] = stricter(found.get(name, {}), entry)
    return found


def stricter(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Return the stricter of two entries of the assertion; what nobody says is free."""
    return dict(other if _strictness(other) > _strictness(one) else one)


def _strictness(entry: Mapping[str, str]) -> int:
    return _STRICT.get(entry.get("use", ""), 0)


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))


def _in_metadata(path: Path) -> Iterator[tuple[str, frozenset[Kind]]]:
    with path.open("rb") as stream:
        content = stream.read(LOOKED_AT_BYTES)
    for found in _PLUS.finditer(content):
        word = found[1].decode("ascii")
        if word not in _OPEN:
            yield f"photo metadata: {word}", _TRAINING if word in _TRAINING_ALONE else _ALL
    if _TDM.search(content):
        yield "photo metadata: text and data mining reserved", _ALL


def _in_manifest(path: Path) -> Iterator[tuple[str, frozenset[Kind]]]:
    for manifest in _manifests(path):
        for name, entry in _entries(manifest, whole=True):
            if entry["use"] in _FORBIDS:
                yield f"manifest: {name} {entry['use']}", frozenset({KINDS[_bare(name)]})


def _manifests(path: Path) -> Iterator[Mapping[str, Any]]:
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
            store = parsed(reader.json())
    except (c2pa.C2paError, ValueError):
        return  # no manifest, or none that can be read: nothing is said
    yield from map(table, table(store.get("manifests")).values())


def _entries(manifest: Mapping[str, Any], *, whole: bool = False) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what a manifest's assertions say: an entry's name, without its prefix unless it is asked for whole, and what it says."""
    for assertion in tables(manifest.get("assertions")):
        if "training-mining" not in str(assertion.get("label", "")):
            continue
        for name, entry in table(table(assertion.get("data")).get("entries")).items():
            said = {key: str(value) for key, value in table(entry).items() if key in {"use", "constraint_info"}}
            if _bare(name) in KINDS:
                yield name if whole else _bare(name), {"use": "", **said}


def _bare(name: str) -> str:
    return name.rpartition(".")[2]
