"""Is anybody to be known in the finished picture who has not agreed to be?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.seen import Sighting
from rushes.clearance.records.false_face import FalseFace
from rushes.engines import Finding, Take
from rushes.inspection.faces import faces_in, shape_of
from rushes.inspection.pictures import comp_frames, listed
from rushes.media.colour import Space

UNDECIDABLE = frozenset({"reage"})
"""Kinds of takes about whose faces nobody at the desk decides: a re-age is a picture of somebody, from its first frame to its last."""


def likeness_check(
    enrolled: FaceIndex, plate: Path | None = None, space: Space | None = None, *, decided: Sequence[FalseFace] = ()
) -> Callable[[Take], tuple[Finding, ...]]:
    """Return the check of a finished take's faces. A take that fails it is quarantined and never sealed.

    Args:
        enrolled: Everybody whose face the production knows.
        plate: What the take stands on; its own faces were judged before the take was made.
        space: What the plate's numbers are; None as its file says.
        decided: What a person signed for that it is nobody's face. It answers for the very shapes that it names and no others, and never for a
            face that is, or may be, somebody enrolled.
    """

    def likeness(take: Take) -> tuple[Finding, ...]:
        """Look for faces of performers who are not in the take's clearance, and for faces that nobody brought."""
        agreed = frozenset(map(str, take.clearance.get("people", ())))
        if not comp_frames(take):
            return ()
        faces = faces_in(take, enrolled, plate, space)
        held, answered = parted(faces.strangers, take, decided)
        every = (*faces.own, *faces.drawn)
        failed = [
            *_recognised(every, agreed),
            *_perhaps(every, agreed),
            *_strangers(held),
            *_drawn_strangers(faces.drawn),
        ]
        said = " ".join(filter(None, (_said(faces.passing), *_answered(answered))))
        return tuple(failed) or (_finding((), said),)

    return likeness


def parted(
    strangers: Iterable[Sighting], take: Take, decided: Sequence[FalseFace]
) -> tuple[list[Sighting], list[tuple[Sighting, FalseFace]]]:
    """Part strangers for which a take is held from shapes that a person decided to be nobody's face.

    Args:
        strangers: Faces in the take's own frames that are like nobody enrolled.
        take: The take.
        decided: What was signed for; what is about another recipe answers nothing.
    """
    here = [one for one in decided if one.recipe == take.recipe["sha256"]] if take.kind not in UNDECIDABLE else []
    held: list[Sighting] = []
    answered: list[tuple[Sighting, FalseFace]] = []
    for sighting in strangers:
        shape = shape_of(sighting, take) if here else None
        by = next((one for one in here if shape in one.shapes), None)
        if by is None:
            held.append(sighting)
        else:
            answered.append((sighting, by))
    return held, answered


def _recognised(found: tuple[Sighting, ...], agreed: frozenset[str]) -> Iterable[Finding]:
    frames: dict[str, list[int]] = {}
    for sighting in found:
        for performer in sighting.who.matched:
            frames.setdefault(performer, []).append(sighting.frame)
    for performer in sorted(set(frames) - agreed):
        yield _finding(
            frames[performer],
            f"The performer {performer} is to be known in frames {{frames}}, and this take's clearance holds no consent of theirs. "
            f"Bring a consent and name them in the brief, or change the brief.",
        )


def _perhaps(found: tuple[Sighting, ...], agreed: frozenset[str]) -> Iterable[Finding]:
    frames: dict[tuple[str, ...], list[int]] = {}
    for sighting in found:
        others = tuple(sorted(set(sighting.who.uncertain) - agreed))
        if others:
            frames.setdefault(others, []).append(sighting.frame)
    for others, seen in sorted(frames.items()):
        yield _finding(
            seen,
            f"A face in frames {{frames}} may be that of {' or '.join(others)}, whose consent this take's clearance does not hold. "
            "Unsure counts as no: a person has to look.",
        )


def _strangers(lasting: list[Sighting]) -> Iterable[Finding]:
    if lasting:
        yield _finding(
            [sighting.frame for sighting in lasting],
            "A face that is like nobody enrolled and was not in the plate is in frames {frames}. Nobody can say whose it is: "
            "a person has to look.",
        )


def _drawn_strangers(drawn: tuple[Sighting, ...]) -> Iterable[Finding]:
    unknown = [sighting.frame for sighting in drawn if sighting.who.unknown]
    if unknown:
        yield _finding(
            unknown,
            "The model that finished frames {frames} drew a face that is like nobody enrolled. Nobody can say whose it is: a person has to look. Ask for less "
            "strength, or leave the finish out.",
        )


def _said(passing: Sequence[Sighting]) -> str:
    """Say which frames hold a shape that passed for a face."""
    seen = sorted({sighting.frame for sighting in passing})
    return f"Frames {listed(seen)} hold something like a face, which no frame beside them does." if seen else ""


def _answered(answered: list[tuple[Sighting, FalseFace]]) -> Iterable[str]:
    """Say which shapes somebody decided to be nobody's face: what, as what they decided, and which decision it is."""
    frames: dict[tuple[str, str, str], list[int]] = {}
    for sighting, by in answered:
        frames.setdefault((by.id, by.role, by.what), []).append(sighting.frame)
    for (decision, role, what), seen in sorted(frames.items()):
        yield f"What passes for a face in frames {listed(sorted(set(seen)))} is {what} and nobody, as {role} decided ({decision})."


def _finding(frames: Iterable[int], detail: str) -> Finding:
    held = sorted(set(frames))
    return Finding("likeness", not held, len(held), 0, "frames", detail.replace("{frames}", listed(held)))
