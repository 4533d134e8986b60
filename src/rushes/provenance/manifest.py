"""What a seal says of a file: who made it from what, and which brief, clearance and recipe stand behind it.

A manifest travels with the file to strangers, so nothing in it names a performer, an artist, a machine or a path
outside the take. A consent is named by its id and the SHA-256 of the signed record: who holds the record can check that
it is this very one, and who does not learns nothing about the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from rushes import __version__
from rushes.clearance.reserved import LABEL, stricter
from rushes.engines import Take, TakeFile, is_impression
from rushes.errors import CheckFailedError
from rushes.provenance.watermark.payload import mark_of, mark_text

TAKE_ASSERTION = "com.rushes.take"
"""The label of our own assertion; reverse domain, as C2PA asks."""

RESERVED = ("ai_generative_training", "ai_training", "data_mining")
"""What nobody may do with what we made without the production's leave."""

CONSENTS_PARAMETER = "com.rushes.consents"
"""Under this name an action's parameters carry the consents that it rests on; reverse domain, as C2PA asks."""

SOFT_BINDING = "c2pa.soft-binding"
MARK_ALGORITHM = "com.rushes.mark.1"
"""How our invisible mark is called where C2PA asks for an algorithm; a name of our own, which its list does not hold."""

_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"

SIMULATED = f"{_IPTC}algorithmicMedia"
"""Media "created purely by an algorithm not based on any sampled training data": a simulated and path-traced picture or
a synthesised sound without a plate."""

COMPOSITE = f"{_IPTC}composite"
"""A "mix or composite of several elements": a simulation over a plate. Not ``compositeSynthetic`` (IPTC now calls it
"composite including generative AI elements") and not ``compositeCapture`` (which is all capture)."""

SOURCE_TYPES = frozenset(
    f"{_IPTC}{name}"
    for name in (
        "algorithmicMedia", "algorithmicallyEnhanced", "composite", "compositeCapture", "compositeSynthetic",
        "compositeWithTrainedAlgorithmicMedia", "computationalCapture", "dataDrivenMedia", "digitalCapture",
        "digitalCreation", "humanEdits", "negativeFilm", "positiveFilm", "print", "screenCapture",
        "trainedAlgorithmicMedia", "virtualRecording",
    )
)  # fmt: skip
"""What IPTC's vocabulary holds, less what it retired."""

_SHOWS_WORN = frozenset({"comp", "review", "contact_sheet", "scene"})
"""Roles whose file holds the clothes of another take, when somebody wears them."""

_SHOWS_PLATE = frozenset({"comp", "review", "contact_sheet"})
"""Roles whose picture holds the plate, when there is one."""


_ALONE = {
    COMPOSITE: SIMULATED,
    f"{_IPTC}compositeSynthetic": f"{_IPTC}trainedAlgorithmicMedia",
    f"{_IPTC}compositeWithTrainedAlgorithmicMedia": f"{_IPTC}trainedAlgorithmicMedia",
}
"""What may be true of a picture over a plate, and what then is of an element on its own (dust, sound)."""


@dataclass(frozen=True, slots=True)
class Plate:
    """The plate as an ingredient.

    Attributes:
        path: A file to read its own manifest from; None for a sequence.
        sha256: Its bytes' SHA-256 (of the list of hashes, for a sequence), as the recipe names it.
        media_type: For example ``image/jpeg``.
        mining: What its own file says of training and data mining (``reserved.mining_of``).
    """

    path: Path | None
    sha256: str
    media_type: str
    mining: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConsentNamed:
    """A consent as manifests, clearances and the ledger name it.

    Attributes:
        id: The record's name.
        sha256: SHA-256 of the signed record's canonical JSON.
    """

    id: str
    sha256: str

    def to_json(self) -> dict[str, str]:
        """Return it as manifests hold it."""
        return {"id": self.id, "sha256": self.sha256}


def consents_named(record: Mapping[str, Any]) -> tuple[ConsentNamed, ...]:
    """Return the consents that a clearance's record or a seal's assertion names; nothing when it names none.

    Args:
        record: ``take.json``'s ``clearance``, or our own assertion in a manifest.
    """
    found = []
    for named in record.get("consents", ()):
        one = named if isinstance(named, Mapping) else dict(zip(("id", "sha256"), named, strict=True))
        found.append(ConsentNamed(str(one["id"]), str(one["sha256"])))
    return tuple(found)


def definition(take: Take, file: TakeFile, plate: Plate | None, **more: str) -> dict[str, Any]:
    """Return the manifest's definition for one file of a take.

    Args:
        take: The take it belongs to.
        file: The file, as it is before sealing.
        plate: The take's plate, or None for a file that does not show it.
        **more: Further fields of our assertion.

    Raises:
        CheckFailedError: The take's digital source type is none of IPTC's, or is not true of it.
    """
    return {
        "claim_generator_info": [{"name": "Rushes", "version": __version__}],
        "title": PurePosixPath(file.path).name,
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {"actions": [*_actions(take, file, plate), *_marked(take, file)], "allActionsIncluded": True},
            },
            {"label": LABEL, "data": mining(plate)},
            {"label": TAKE_ASSERTION, "data": {**_about(take, file, plate), **more}},
            *_bound_softly(take, file),
        ],
    }


def _bound_softly(take: Take, file: TakeFile) -> list[dict[str, Any]]:
    """Return the assertion by which a file that has lost its seal is found again: the mark that its pictures carry."""
    if file.path not in take.marked:
        return []
    mark = mark_text(mark_of(take.to_json()))
    return [{"label": SOFT_BINDING, "data": {"alg": MARK_ALGORITHM, "blocks": [{"scope": {}, "value": mark}]}}]


def mining(plate: Plate | None) -> dict[str, Any]:
    """Return what a seal says of training and data mining (CAWG 1.1): none of it is allowed, and what a plate forbids besides stays forbidden.

    Of inference nothing is said by us: a facility's own tools look at takes.
    """
    said: dict[str, Mapping[str, str]] = {name: {"use": "notAllowed"} for name in RESERVED}
    for name, entry in (plate.mining if plate is not None else {}).items():
        said[name] = stricter(said.get(name, {}), entry)
    return {"entries": {f"cawg.{name}": dict(entry) for name, entry in sorted(said.items()) if entry.get("use")}}


def ingredient(plate: Plate) -> dict[str, Any]:
    """Return the plate's part of a definition; its name stays at home: plates are named after people and places."""
    return {
        "title": "plate",
        "format": plate.media_type,
        "relationship": "parentOf",
        "label": "plate",
        "instance_id": f"sha256:{plate.sha256}",
    }


def models_of(take: Take, file: TakeFile) -> tuple[str, ...]:
    """Return the SHA-256 of the models that drew what a file shows, adapters after what they were laid over; none where none did.

    Pictures of a finish show it, and the board that they stand on; everything else of a take is made without it.
    """
    if not (is_impression(file) or (file.role == "board" and take.impressions)):
        return ()
    steps = take.recipe.get("steps", ())
    inputs = [item for step in steps for item in step.get("inputs", ())]
    here = [
        str(item["sha256"])
        for label in ("finish_model", "finish_adapter")
        for item in inputs
        if str(item["label"]).partition(" ")[0] == label
    ]
    hosted = [str(step["params"]["sha256"]) for step in steps if step.get("params", {}).get("hosted")]
    return (*here, *hosted)


def worn_of(take: Take, file: TakeFile) -> tuple[str, ...]:
    """Return the SHA-256 of the stages of other takes whose clothes a file shows, each once; none where nobody wears any."""
    if file.role not in _SHOWS_WORN:
        return ()
    inputs = [item for step in take.recipe.get("steps", ()) for item in step.get("inputs", ())]
    named = [
        str(item["sha256"])
        for item in inputs
        if str(item["label"]).startswith("worn ") and not str(item["label"]).endswith(" body")
    ]
    return tuple(dict.fromkeys(named))


def worn_ingredient(sha256: str, at: int) -> dict[str, Any]:
    """Return the part of a definition that names clothes of another take.

    Args:
        sha256: Of that take's stage.
        at: Which of several it is, from 1.
    """
    return {
        "title": "clothes",
        "format": "application/octet-stream",
        "relationship": "componentOf",
        "label": f"clothes_{at}",
        "instance_id": f"sha256:{sha256}",
    }


def model_ingredient(sha256: str, at: int = 1) -> dict[str, Any]:
    """Return a brought model's part of a definition; its name stays at home, as a plate's does.

    Args:
        sha256: Of the model.
        at: Which of several it is, from 1.
    """
    return {
        "title": "model",
        "format": "application/octet-stream",
        "relationship": "inputTo",
        "label": "model" if at == 1 else f"model_{at}",
        "instance_id": f"sha256:{sha256}",
        "data_types": [{"type": "c2pa.types.model"}],
    }


def shows_plate(take: Take, file: TakeFile) -> bool:
    """Say whether a file's picture holds the plate, when the take has one.

    Where the building is the plate's own, its pixels are on every piece, and the clean plate is painted from it.
    """
    if file.role in _SHOWS_PLATE or is_plate(file):
        return True
    folders = PurePosixPath(file.path).parts[:-1]
    if "clean" in folders or "match" in folders:
        return True
    return "beauty" in folders and any("still" in PurePosixPath(other.path).parts[:-1] for other in take.files)


def is_plate(file: TakeFile) -> bool:
    """Say whether a file is the plate itself, brought to the show's size and colour."""
    path = PurePosixPath(file.path)
    if file.role == "scene":
        return path.name == "plate.exr"
    return file.role in {"element", "pass"} and ("plate" in path.parts[:-1] or "_plate_" in path.name)


def frame_of(file: TakeFile) -> int | None:
    """Return the frame in a file's name, ``..._v001.1043.exr``."""
    parts = PurePosixPath(file.path).name.split(".")
    return int(parts[-2]) if len(parts) > 2 and parts[-2].isdigit() else None


def _actions(take: Take, file: TakeFile, plate: Plate | None) -> list[dict[str, Any]]:
    agent = {"name": "Rushes", "version": __version__}
    kind = _source_type(take)
    rests_on = [named.to_json() for named in consents_named(take.clearance)]
    consents = {"parameters": {CONSENTS_PARAMETER: rests_on}} if rests_on else {}
    if plate is None:
        own = _ALONE.get(kind, kind) if not shows_plate(take, file) else kind
        made = {
            "action": "c2pa.created",
            "digitalSourceType": SIMULATED if take.impressions else own,
            "softwareAgent": agent,
            **consents,
        }
        placed = [_placed(len(worn), agent)] if (worn := worn_of(take, file)) else []
        return [made, *placed, *([_finished(kind, agent)] if models_of(take, file) else [])]
    opened = {"action": "c2pa.opened", "softwareAgent": agent, "parameters": {"ingredientIds": ["plate"]}}
    if is_plate(file):
        words = "Brought to the size and colour space of the show."
        return [opened, {"action": "c2pa.converted", "softwareAgent": agent, "description": words}]
    if kind not in _ALONE:
        raise CheckFailedError(
            f'{take.stem}: it is made over a plate, so "{kind}" is not true of it. Correct the engine that says so.'
        )
    return [
        opened,
        {
            "action": "c2pa.edited",
            "softwareAgent": agent,
            "digitalSourceType": kind,
            "description": f"Elements made by the engine {take.engine}, composited over the plate.",
            **consents,
        },
    ]


def _marked(take: Take, file: TakeFile) -> list[dict[str, Any]]:
    agent = {"name": "Rushes", "version": __version__}
    return [{"action": "c2pa.watermarked", "softwareAgent": agent}] if file.path in take.marked else []


def _placed(count: int, agent: Mapping[str, str]) -> dict[str, Any]:
    """Return the action of clothes that came from other takes."""
    return {
        "action": "c2pa.placed",
        "softwareAgent": agent,
        "description": "Clothes that were cut and draped in takes of their own.",
        "parameters": {"ingredientIds": [f"clothes_{at}" for at in range(1, count + 1)]},
    }


def _finished(kind: str, agent: Mapping[str, str]) -> dict[str, Any]:
    """Return the action of a model that was brought: it drew over what we made."""
    return {
        "action": "c2pa.edited",
        "softwareAgent": agent,
        "digitalSourceType": kind,
        "description": "An impression: drawn over our picture by a model that was brought.",
        "parameters": {"ingredientIds": ["model"]},
    }


def _source_type(take: Take) -> str:
    kind = take.digital_source_type.replace("https://", "http://")
    kind = kind if "/" in kind else f"{_IPTC}{kind}"
    if kind not in SOURCE_TYPES:
        raise CheckFailedError(
            f'{take.stem}: "{take.digital_source_type}" is no digital source type of IPTC\'s, so the seal would be '
            "untrue. Correct the engine that says so."
        )
    return kind


def _about(take: Take, file: TakeFile, plate: Plate | None) -> dict[str, Any]:
    tools: dict[str, str] = {}
    for step in take.recipe.get("steps", ()):
        tools.update(step.get("tools", {}))
    frame = frame_of(file)
    return {
        "schema": "rushes/seal/1",
        "show": take.show,
        "shot": take.shot,
        "version": take.version,
        "role": file.role,
        "path": file.path,
        **({"frame": frame} if frame is not None else {}),
        "first_frame": take.frames.first,
        "last_frame": take.frames.last,
        "rate": f"{take.rate.numerator}/{take.rate.denominator}",
        "engine": take.engine,
        "tools": dict(sorted(tools.items())),
        "recipe_sha256": take.recipe["sha256"],
        "brief_sha256": take.clearance["brief_sha256"],
        "clearance": take.clearance["id"],
        "judged_at": take.clearance["judged_at"],
        "consents": [named.to_json() for named in consents_named(take.clearance)],
        "decisions": [str(decision) for decision in take.clearance.get("decisions", ())],
        **({"plate_sha256": plate.sha256} if plate else {}),
    }
