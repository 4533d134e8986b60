"""The step ``track``: every face of the plate is followed, and the performer's is known among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.faces import RECOGNISER, detect, embed
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.vault import Vault
from rushes.engines.reage.kept_memory import keep_memory
from rushes.engines.reage.mesh import around
from rushes.engines.reage.places import read_places
from rushes.engines.reage.placing import placed
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.sight import Sight
from rushes.engines.reage.tracking import Course, follow, laid_out
from rushes.engines.reage.tracks import Tracks
from rushes.errors import BadInputError
from rushes.media.colour import quick_look
from rushes.media.exr import picture_size, read_halves
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import settings_folder

Bytes = NDArray[np.uint8]

LOOKS = 5
"""In so many frames of a face's course it is looked at who it is."""


def track(ctx: StepContext) -> None:
    """Write ``track.npz`` and ``track.json``.

    Params: ``frames``, ``performer``, ``production``. Needs ``plate``. File: ``templates`` (the show's vault) and ``places`` (the artist's ``track.yaml``) where there are any.

    Raises:
        BadInputError: There is no face, or nobody can tell which of several faces is the performer's.
    """
    keep_memory()
    frames = FrameRange(*ctx.params["frames"])
    performer = str(ctx.params["performer"])
    folder = ctx.inputs["plate"]
    courses = follow(_pictures(folder, frames), lambda done: ctx.report(done, len(frames)))
    if not courses:
        raise BadInputError(
            f"No face was found in the plate's frames {frames}: there is nobody to re-age. Check the plate, or give the frames in "
            "which the face is at least 48 pixels high."
        )
    known = _known(ctx)
    courses, who = one_course_each(courses, [_whose(course, folder, frames, known) for course in courses])
    own, notes = performers_own(who, performer, enrolled=performer in known.performers)
    mesh, confidence = laid_out(courses, len(frames))
    numbers = np.array(list(frames), np.int32)
    tracks = Tracks(numbers, mesh, confidence, who, own, tuple(notes))
    if (path := ctx.files.get("places")) is not None:
        places = read_places(path)
        places.check(frames, path)
        tracks = placed(tracks, places, lambda frame: seen_frame(folder, frame), path)
    tracks.save(ctx.out)


def _pictures(folder: Path, frames: FrameRange) -> Iterator[Sight]:
    for frame in frames:
        yield sight_of(plate_file(folder, frame))


def sight_of(path: Path) -> Sight:
    """Return a frame of the plate, to be looked at: its rows are read when somebody does."""
    size = picture_size(path)

    def read(top: int, foot: int) -> NDArray[np.float16]:
        return read_halves(path, None if (top, foot) == (0, size[1]) else (top, foot))

    return Sight(read, size, quick_look)


def seen_frame(folder: Path, frame: int) -> Bytes:
    """Return a frame of the plate about as a viewer sees it: sRGB, 8 bit."""
    return quick_look(read_halves(plate_file(folder, frame)))


def _known(ctx: StepContext) -> FaceIndex:
    """Open the show's vault; an index of nobody where there is none."""
    path = ctx.files.get("templates")
    if path is None:
        return FaceIndex()
    keys = settings_folder() / "templates"
    return Vault(path.parent, keys, str(ctx.params["production"]), lambda *_: None).faces(RECOGNISER)


def _whose(course: Course, folder: Path, frames: FrameRange, known: FaceIndex) -> str:
    """Return whose face a course is: the one performer that most of its looks match; nothing when nobody is."""
    if not len(known):
        return ""
    indexes = sorted(course.meshes)
    votes: list[str] = []
    for index in indexes[:: max(1, len(indexes) // LOOKS)]:
        picture = seen_frame(folder, frames.first + index)
        (x, y), side, _ = around(course.meshes[index].points)
        for face in detect(picture, lying=False):
            left, top, wide, tall = face.box
            if abs(left + wide / 2 - x) < side / 3 and abs(top + tall / 2 - y) < side / 3:
                votes.extend(known.who(embed(picture, face)).matched)
    best = max(set(votes), key=votes.count, default="")
    return best if votes.count(best) * 2 > len(votes) else ""


def one_course_each(courses: list[Course], who: list[str]) -> tuple[list[Course], tuple[str, ...]]:
    """Put courses of the same known person together who left and came back; two that are there at once stay two."""
    kept: list[tuple[Course, str]] = []
    for course, name in zip(courses, who, strict=True):
        same = [
            held for held, theirs in kept if name and theirs == name and not held.meshes.keys() & course.meshes.keys()
        ]
        if same:
            same[0].meshes.update(course.meshes)
        else:
            kept.append((course, name))
    return [course for course, _ in kept], tuple(name for _, name in kept)


def performers_own(who: tuple[str, ...], performer: str, *, enrolled: bool) -> tuple[int, list[str]]:
    """Return which face is the performer's, and what is to be said about the others.

    Args:
        who: Whose each face is; nothing for somebody unknown.
        performer: Whom the brief names.
        enrolled: Whether there is anything to know them by. Where there is, a face that is not like it is not theirs.

    Raises:
        BadInputError: Nobody can tell, or two faces at once are like the performer's.
    """
    own = [face for face, name in enumerate(who) if name == performer]
    others = len(who) - 1
    if len(own) > 1:
        raise BadInputError(
            f'The plate shows {len(own)} faces at once that are like "{performer}": nobody can tell which one is to be changed. Give a plate in which '
            "their double, picture or reflection is not seen, or is painted out."
        )
    if not own:
        if len(who) > 1 or who[0] or enrolled:
            known = [name for name in who if name]
            faces = "one face, which is" if len(who) == 1 else f"{len(who)} faces, none of which is"
            besides = f" (known: {', '.join(known)})" if known else ""
            raise BadInputError(
                f'The plate shows {faces} known as "{performer}"{besides}: nobody can tell whom to change. Enrol their face with: rushes likeness '
                "enrol, more pictures of it if it is enrolled, or give a plate that shows them larger or alone."
            )
        note = f'One face is in the plate, and it was taken for "{performer}": nobody\'s face of that name is enrolled to compare it with.'
        return 0, [note]
    notes = (
        [f"{others} other face{'s' if others > 1 else ''} in the plate stay{'' if others > 1 else 's'} untouched."]
        if others
        else []
    )
    return own[0], notes
