"""The seal of what is delivered: C2PA, by the same signer, with the take that it comes from as its parent."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal

from rushes import __version__
from rushes.clearance.reserved import LABEL, stricter
from rushes.delivery.admission import Admitted
from rushes.errors import CheckFailedError
from rushes.provenance import Signer
from rushes.provenance.manifest import (
    COMPOSITE,
    CONSENTS_PARAMETER,
    MARK_ALGORITHM,
    SIMULATED,
    SOFT_BINDING,
    TAKE_ASSERTION,
    consents_named,
    mining,
)
from rushes.provenance.seal import EMBEDDED, MANIFESTS, media_type
from rushes.provenance.shell import loose_sha256
from rushes.provenance.verify import verify_file
from rushes.provenance.watermark import mark_of, mark_text
from rushes.untrusted import table, tables

SCHEMA: Final = "rushes/delivered/1"

Action = Literal["c2pa.converted", "c2pa.transcoded", "c2pa.published"]

_SETTINGS: Final[dict[str, Any]] = {
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
    "builder": {"thumbnail": {"enabled": False}},
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a seal says of a delivered file.

    Attributes:
        path: The file, from the package's folder.
        role: What it is: ``comp``, ``movie``, ``sound``, ``table`` and so on.
        action: What was done to the take's own files to make it.
        words: The same for a person.
        takes: The takes that it shows.
        profile: The profile's name.
        source_sha256: SHA-256 of the one file that it was made from; empty where there are more.
        marks: What was written over the picture (a slate, a burn-in); empty for nothing.
        watermarked: Whether each take's invisible mark lies over its frames.
        trimmed: Whether frames or sound of the take were left out.
        frame: Its frame; None for what is not one frame.
        extra: Further fields of the assertion.
    """

    path: str
    role: str
    action: Action
    words: str
    takes: tuple[Admitted, ...]
    profile: str
    source_sha256: str = ""
    marks: str = ""
    watermarked: bool = False
    trimmed: bool = False
    frame: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


class Sealer:
    """Seals the files of a package.

    Attributes:
        folder: The package's folder, where it is being put together.
    """

    def __init__(self, folder: Path, context: Any, native: Any, roots: str) -> None:  # noqa: ANN401 - c2pa publishes no types
        """Hold what c2pa needs; `sealer` makes it."""
        self.folder = folder
        self._context, self._native, self._roots = context, native, roots
        self._mining: dict[Path, dict[str, Mapping[str, str]]] = {}

    def seal(self, said: Statement) -> str:
        """Seal one file that is whole: inside it where its format has room, in ``manifests/`` where not.

        Returns:
            The path of its manifest from the package's folder; empty where it is inside.

        Raises:
            CheckFailedError: It can't be sealed.
        """
        import c2pa

        path = self.folder / said.path
        try:
            if path.suffix.lower() in EMBEDDED:
                self._embed(path, said)
                return ""
            return self._beside(path, said)
        except c2pa.C2paError as error:
            raise CheckFailedError(f"{said.path} can't be sealed ({error}). Check the show's certificate.") from error

    def _embed(self, path: Path, said: Statement) -> None:
        loose = {}
        if path.suffix.lower() != ".wav":
            with path.open("rb") as stream:
                loose["loose_sha256"] = loose_sha256(stream)
        part = path.with_name(f"{path.name}.part")
        with path.open("rb") as stream, part.open("w+b") as target:
            self._builder(said, loose).sign(self._native, media_type(path), stream, target)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)

    def _beside(self, path: Path, said: Statement) -> str:
        beside = f"{MANIFESTS}/{said.path}.c2pa"
        builder = self._builder(said, {})
        builder.set_no_embed()
        with path.open("rb") as stream:
            data = builder.sign(self._native, media_type(path), stream, io.BytesIO())
        target = self.folder / beside
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        part.write_bytes(data)
        part.replace(target)
        return beside

    def _builder(self, said: Statement, loose: Mapping[str, str]) -> Any:  # noqa: ANN401 - c2pa publishes no types
        import c2pa

        parents = [_parent(said, at) for at in range(len(said.takes))]
        record = {
            "claim_generator_info": [{"name": "Rushes", "version": __version__}],
            "title": PurePosixPath(said.path).name,
            "ingredients": parents,
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": _actions(said, parents), "allActionsIncluded": True}},
                {"label": LABEL, "data": self._reserved(said)},
                {"label": TAKE_ASSERTION, "data": {**_about(said), **loose}},
                *_bound_softly(said),
            ],
        }
        return c2pa.Builder(json.dumps(record), context=self._context)

    def _reserved(self, said: Statement) -> dict[str, Any]:
        """Return what nobody may do with it: what the seals of its takes reserve goes on being reserved."""
        entries: dict[str, Mapping[str, str]] = {
            name: {"use": str(table(entry).get("use", ""))} for name, entry in mining(None)["entries"].items()
        }
        for one in said.takes:
            for name, entry in self._reserved_by(one).items():
                entries[name] = stricter(entries.get(name, {}), entry)
        return {"entries": {name: dict(entry) for name, entry in sorted(entries.items()) if entry.get("use")}}

    def _reserved_by(self, one: Admitted) -> dict[str, Mapping[str, str]]:
        """Return what a take's own picture says of training and mining."""
        shown = next((file for file in one.take.files if file.role == "comp"), None)
        if shown is None:
            return {}
        path = one.take.folder / shown.path
        if path not in self._mining:
            manifest = verify_file(path, trust_roots=self._roots).manifest or {}
            found = (entry for entry in tables(manifest.get("assertions")) if entry.get("label") == LABEL)
            entries = table(table(next(found, {}).get("data")).get("entries"))
            self._mining[path] = {name: {"use": str(table(entry).get("use", ""))} for name, entry in entries.items()}
        return self._mining[path]


@contextmanager
def sealer(folder: Path, signer: Signer, roots: str) -> Iterator[Sealer]:
    """Open c2pa for the files of a package.

    Args:
        folder: The package's folder, where it is being put together.
        signer: Who signs.
        roots: PEM certificates that the takes' seals may end at.

    Raises:
        CheckFailedError: The signer's certificate is refused.
    """
    import c2pa

    try:
        settings = c2pa.Settings.from_dict(_SETTINGS)
        context = c2pa.Context(settings=settings)
        native = signer.native()
    except c2pa.C2paError as error:
        raise CheckFailedError(f"The certificate of {signer.name} can't seal ({error}). Check it.") from error
    with settings, context, native:
        yield Sealer(folder, context, native, roots)


def _parent(said: Statement, at: int) -> dict[str, Any]:
    """Return the ingredient that a take is: its one file by its hash, or the take by its own; nothing else is said of it."""
    whole = f"sha256:{said.source_sha256 or said.takes[at].take_sha256}"
    relationship = "inputTo" if _goes_along(said) else "parentOf" if len(said.takes) == 1 else "componentOf"
    return {
        "title": "take" if not said.source_sha256 else "frame",
        "format": "application/octet-stream",
        "relationship": relationship,
        "label": f"take_{at + 1}",
        "instance_id": whole,
    }


def _actions(said: Statement, parents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was done. The kind of its source goes on being said: nobody has to look for the take to learn how it was made."""
    agent = {"name": "Rushes", "version": __version__}
    of = {"parameters": {"ingredientIds": [parent["label"] for parent in parents]}}
    if _goes_along(said):
        made = {"action": "c2pa.created", "softwareAgent": agent, "digitalSourceType": SIMULATED, **of}
        return [made, {"action": said.action, "softwareAgent": agent, "description": said.words}]
    if len(parents) == 1:
        actions: list[dict[str, Any]] = [{"action": "c2pa.opened", "softwareAgent": agent, **of}]
    else:
        actions = [
            {"action": "c2pa.created", "softwareAgent": agent, "digitalSourceType": _kind(said)},
            {"action": "c2pa.placed", "softwareAgent": agent, **of},
        ]
    if said.trimmed:
        words = "Cut to the frames that are asked."
        actions.append({"action": "c2pa.trimmed", "softwareAgent": agent, "description": words})
    if said.marks:
        actions.append({"action": "c2pa.edited", "softwareAgent": agent, "description": said.marks})
    if said.watermarked:
        actions.append({"action": "c2pa.watermarked", "softwareAgent": agent})
    consents = _consents(said)
    done = {
        "action": said.action,
        "softwareAgent": agent,
        "digitalSourceType": _kind(said),
        "description": said.words,
        **({"parameters": {CONSENTS_PARAMETER: consents}} if consents else {}),
    }
    return [*actions, done]


def _bound_softly(said: Statement) -> list[dict[str, Any]]:
    """Return the assertion by which a file that has lost its seal is found again: the marks of the takes that it shows."""
    if not said.watermarked:
        return []
    marks = [mark_text(mark_of(one.take.to_json())) for one in said.takes]
    blocks = [{"scope": {}, "value": mark} for mark in marks]
    return [{"label": SOFT_BINDING, "data": {"alg": MARK_ALGORITHM, "blocks": blocks}}]


def _goes_along(said: Statement) -> bool:
    """Whether it is computed from the takes and shows none of them: a table, the cut, the record."""
    return said.action == "c2pa.published"


def _kind(said: Statement) -> str:
    """Return the digital source type of what shows some takes: theirs, and that of a composite where they differ."""
    kinds = {one.take.digital_source_type for one in said.takes}
    if len(kinds) == 1:
        return kinds.pop()
    trained = any("rained" in kind or kind.endswith("compositeSynthetic") for kind in kinds)
    return f"{COMPOSITE.rpartition('/')[0]}/compositeWithTrainedAlgorithmicMedia" if trained else COMPOSITE


def _consents(said: Statement) -> list[dict[str, str]]:
    named = (one for admitted in said.takes for one in consents_named(admitted.take.clearance))
    return [one.to_json() for one in dict.fromkeys(named)]


def _about(said: Statement) -> dict[str, Any]:
    """Return our own assertion: which takes it shows, on whose decision, and which clearance stands behind them."""
    one = said.takes[0]
    take, alone = one.take, len(said.takes) == 1
    return {
        "schema": SCHEMA,
        "show": take.show,
        **({"shot": take.shot, "version": take.version} if alone else {}),
        "role": said.role,
        "path": said.path,
        "profile": said.profile,
        **({"frame": said.frame} if said.frame is not None else {}),
        "rate": f"{take.rate.numerator}/{take.rate.denominator}",
        **({"engine": take.engine, "recipe_sha256": take.recipe["sha256"]} if alone else {}),
        **({"clearance": take.clearance["id"], "judged_at": take.clearance["judged_at"]} if alone else {}),
        "consents": _consents(said),
        **({"source_sha256": said.source_sha256} if said.source_sha256 else {}),
        "takes": [
            {
                "shot": other.take.shot,
                "version": other.take.version,
                "take_sha256": other.take_sha256,
                "frames_sha256": other.frames_sha256,
                "decisions": list(other.decisions),
                "digital_source_type": other.take.digital_source_type,
            }
            for other in said.takes
        ],
        **said.extra,
    }
