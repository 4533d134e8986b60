"""What was set aside: which faces a quarantined take is held for, and a person's word that one is nobody's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import ValidationError

from rushes.brief import Brief
from rushes.clearance.likeness.seen import Sighting
from rushes.clearance.records.desk import working_desk
from rushes.clearance.records.false_face import DECIDERS, WHAT, FalseFace, record_false_face
from rushes.clearance.records.keys import Signer
from rushes.engines import Take
from rushes.enrolled import enrolled_faces
from rushes.errors import BadInputError
from rushes.inspection.faces import Faces, faces_in, shape_of
from rushes.inspection.likeness import UNDECIDABLE
from rushes.inspection.pictures import comp_frames
from rushes.judgement import gate_of
from rushes.media.encoding import space_of
from rushes.provenance import ledger_key
from rushes.provenance.events import record_false_face as record_event
from rushes.provenance.known import set_aside_known
from rushes.provenance.ledger import trusted_entries
from rushes.show import Show
from rushes.untrusted import parsed

FOLDER = "quarantine"
"""Where takes are set aside, in their show."""

Why = Literal["stranger", "enrolled", "drawn"]


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """A face for which a take is held.

    Attributes:
        number: What people call it, from 1: by frame, then from the largest.
        sighting: Where it was found, and how surely.
        why: A ``stranger`` that nobody brought; somebody ``enrolled``, certainly or perhaps; or ``drawn`` by a brought model.
        drawn: Whether it is in a picture that a brought model drew over the take's own.
        covered: How much of its box [0 to 1] each element of the take's own covers, by name: ``smoke``.
        decided: The decision that it is nobody's, while that holds; empty without.
    """

    number: int
    sighting: Sighting
    why: Why
    drawn: bool
    covered: Mapping[str, float]
    decided: str


def set_aside(show: Show) -> tuple[Take, ...]:
    """Return the takes in a show's quarantine, by the names of their folders.

    Raises:
        BadInputError: A record can't be read.
    """
    return tuple(Take.load(path) for path in sorted((show.folder / FOLDER).glob("*/take.json")))


def taken_aside(show: Show, name: str) -> Take:
    """Return a quarantined take by its folder's name, such as ``010_0010_v001``.

    Raises:
        BadInputError: There is none, or its record can't be read.
    """
    folder = show.folder / FOLDER / name
    if not name or "/" in name or not (folder / "take.json").is_file():
        raise BadInputError(f'No take "{name}" lies in quarantine. `rushes quarantine list` shows what does.')
    return Take.load(folder / "take.json")


def finds_in(take: Take, show: Show, now: datetime) -> tuple[Find, ...]:
    """Look again, as the check did, and return every face that a quarantined take is held for.

    Args:
        take: As it lies in quarantine.
        show: Whose it is; everybody who is enrolled by now is compared with.
        now: The moment of asking: what was decided may have ended.

    Raises:
        RushesError: The take's brief, its frames or the show's records can't be read.
    """
    brief = _brief_of(take)
    faces = faces_in(take, enrolled_faces(show), brief.plate, space_of(brief.plate_colour))
    about = (take.show, take.shot, str(take.clearance.get("brief_sha256", "")))
    decided = [one for one in gate_of(show).registry(now).false_faces if one.holds(*about, now)]
    here = [one for one in decided if one.recipe == take.recipe["sha256"]]
    agreed = frozenset(map(str, take.clearance.get("people", ())))
    ordered = sorted(_held(faces, agreed), key=lambda pair: (pair[0].frame, -pair[0].face.width))
    return tuple(
        Find(
            number,
            sighting,
            why,
            drawn=sighting in faces.drawn,
            covered={} if sighting in faces.drawn else _covered(take, sighting),
            decided=_decided(take, sighting, why, here),
        )
        for number, (sighting, why) in enumerate(ordered, 1)
    )


@dataclass(frozen=True, slots=True)
class Nobody:
    """That finds are nobody's face, as somebody says it.

    Attributes:
        what: What they are instead, one of ``WHAT``.
        by, role, why: Who decides, as what, and why.
        at, expires_at: When, and until when.
        did: Whose key signs (did:key).
        person: Their id in the show's register of people, when they sign in its room; empty by command.
    """

    what: str
    by: str
    role: str
    why: str
    at: datetime
    expires_at: datetime
    did: str
    person: str = ""


def decide_nobody(
    take: Take, show: Show, finds: Sequence[Find], said: Nobody, signer: Signer
) -> tuple[FalseFace, Path]:
    """Sign that finds are nobody's face, have the desk counter-sign it, and write it into the ledger.

    Args:
        take: As it lies in quarantine.
        show: Whose it is.
        finds: Those of ``finds_in`` that were looked at.
        said: What is said of them.
        signer: The key that ``said`` names.

    Raises:
        BadInputError: It isn't for this role, this take or this find to be decided about, or the ledger doesn't know the take.
        CheckFailedError: The ledger was altered.
    """
    decided = drawn_nobody(take, show, finds, said)
    show, desk = working_desk(show)
    path = record_false_face(show.consents, decided, signer=signer, desk=desk)
    record_event(show, decided, now=decided.decided_at)
    return decided, path


def drawn_nobody(take: Take, show: Show, finds: Sequence[Find], said: Nobody) -> FalseFace:
    """Return the word that finds are nobody's, before anybody has signed it.

    Raises:
        RushesError: As ``decide_nobody``.
    """
    if not finds:
        raise BadInputError("Say which finds you looked at: at least one.")
    _check(take, show, finds, said.what, said.role)
    try:
        return FalseFace.model_validate(
            {
                "id": uuid.uuid4().urn,
                "production": take.show,
                "shot": take.shot,
                "version": take.version,
                "recipe": take.recipe["sha256"],
                "brief_sha256": take.clearance["brief_sha256"],
                "shapes": tuple(dict.fromkeys(shape_of(find.sighting, take) for find in finds)),
                "what": said.what,
                "decided_by": said.by,
                "role": said.role,
                "did": said.did,
                "person": said.person,
                "why": said.why,
                "decided_at": said.at,
                "expires_at": said.expires_at,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInputError(
            f"{'.'.join(map(str, first['loc']))}: {first['msg']}. Correct it and decide again."
        ) from error


def _check(take: Take, show: Show, finds: Sequence[Find], what: str, role: str) -> None:
    if role not in DECIDERS:
        raise BadInputError(
            f"That nobody is seen is not for the role {role} to decide. Whoever may: {', '.join(DECIDERS)}."
        )
    if what not in WHAT:
        raise BadInputError(f'"{what}" is nothing that passes for a face. What does: {", ".join(WHAT)}.')
    if take.kind in UNDECIDABLE:
        raise BadInputError(
            f"{take.stem} is a {take.kind}, a picture of somebody: about its faces nobody decides here. Bring a consent, or change the brief."
        )
    known = set_aside_known(trusted_entries(show.ledger, ledger_key()) if show.ledger.exists() else ())
    if (take.shot, take.version, str(take.recipe["sha256"])) not in known:
        raise BadInputError(
            f"The ledger knows of no quarantine of {take.stem} by this recipe, so nothing is decided about it. Make the take again."
        )
    for find in finds:
        if find.why == "enrolled":
            who = " or ".join((*find.sighting.who.matched, *find.sighting.who.uncertain))
            raise BadInputError(
                f"Find {find.number} is, or may be, {who}: no decision answers that. Bring their consent, or change the brief."
            )
        if find.why == "drawn":
            raise BadInputError(
                f"Find {find.number} was drawn by a brought model, which may have drawn somebody: no decision answers that. Ask it for less strength, or leave the finish out."
            )


def _held(faces: Faces, agreed: frozenset[str]) -> Iterator[tuple[Sighting, Why]]:
    for sighting in faces.strangers:
        yield sighting, "stranger"
    for sighting in faces.beyond(agreed):
        yield sighting, "enrolled"
    for sighting in faces.drawn:
        if sighting.who.unknown:
            yield sighting, "drawn"


def _decided(take: Take, sighting: Sighting, why: Why, decided: Sequence[FalseFace]) -> str:
    if why != "stranger" or not decided:
        return ""
    shape = shape_of(sighting, take)
    return next((one.id for one in decided if shape in one.shapes), "")


def _covered(take: Take, sighting: Sighting) -> dict[str, float]:
    """Return how much of a find's box the elements in its frame cover: evidence for whoever looks, which decides nothing."""
    from rushes.media.exr import read_exr

    planes = read_exr(comp_frames(take)[sighting.frame]).channels
    mattes = {name.removesuffix(".A"): plane for name, plane in planes.items() if name.endswith(".A")}
    covered = {}
    for name, plane in sorted(mattes.items()):
        left, top, right, bottom = place_of(plane.shape, sighting)
        covered[name] = round(float(np.mean(plane[top:bottom, left:right])), 3)
    return covered


def place_of(shape: tuple[int, ...], sighting: Sighting, around: float = 0.0) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom [px] of a face with what is around it, as far as its picture reaches.

    Args:
        shape: Of the picture: height and width first.
        sighting: The face.
        around: How much of its surroundings, in sizes of the face.
    """
    left, top, wide, tall = sighting.face.box
    x0, y0 = max(0, int(left - around * wide)), max(0, int(top - around * tall))
    x0, y0 = min(x0, shape[1] - 1), min(y0, shape[0] - 1)
    x1, y1 = int(left + (1 + around) * wide) + 1, int(top + (1 + around) * tall) + 1
    return x0, y0, max(min(x1, shape[1]), x0 + 1), max(min(y1, shape[0]), y0 + 1)


def _brief_of(take: Take) -> Brief:
    path = take.folder / "brief.json"
    try:
        return Brief.model_validate(parsed(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"{path} is missing or is no brief any more, so nobody can look at the take as the check did. Make it again."
        ) from error
