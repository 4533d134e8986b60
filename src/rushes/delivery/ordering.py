"""What is asked for becomes an order: shots are chosen, takes admitted, laid under the cut, and looked at for what they lack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rushes.delivery.admission import Admitted, NotDeliverableError, admit, chosen, circled_version
from rushes.delivery.conforming import Laid, covered, lay
from rushes.delivery.cut import Cut, read_cut
from rushes.delivery.making import Item
from rushes.delivery.materials import material_faults, material_notes, material_of
from rushes.delivery.order import Order, order_faults, segments_of, whole_cut
from rushes.delivery.profile import ExrSequence, Movie, Profile
from rushes.delivery.timeline import Media, conformed, timeline_text
from rushes.engines import Take
from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance.handed_over import record_delivery_refusal
from rushes.review.notes import Note, read_notes
from rushes.show import Show

_SHOWN = 5
"""So many faults are told at once; the rest are counted."""

Chosen = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]
"""Takes as shot and version, and sentences about what is left out."""


def ordered(
    show: Show, profile: Profile, asked: Sequence[str], cut_path: Path | None, note: str, *, now: datetime, roots: str
) -> tuple[Order, tuple[str, ...]]:
    """Return what is delivered, once every take may leave and has what the profile asks for, and what is left out.

    Args:
        show: Whose takes.
        profile: How they are wanted.
        asked: Shots or versions; those of the cut, else all that are circled, when empty.
        cut_path: The editor's cut, if there is one.
        note: What the sender says.
        now: The present moment, timezone-aware.
        roots: PEM certificates that seals may end at.

    Raises:
        NotDeliverableError: A take may not leave the house; the ledger says so.
        CheckFailedError: A take lacks what the profile asks; the ledger says so.
        BadInputError: There is nothing to deliver, or the cut can't be read.
    """
    cut = read_cut(cut_path, show) if cut_path is not None else None
    try:
        takes, said = choose(show, asked) if cut is None else choose_of(show, cut, asked)
        admitted = [admit(show, shot, version, profile, now=now, roots=roots) for shot, version in takes]
    except NotDeliverableError as error:
        refuse(show, error.shot, error.version, profile, error.why)
        raise
    laid: tuple[Laid, ...] = ()
    if cut is not None:
        laid, told = lay(cut, {one.take.shot: one.take for one in admitted})
        said = (*cut.said, *said, *told)
    order = _order(show, profile, admitted, cut, laid, note)
    found = [words for one in order.materials for words in material_faults(one, profile)] + order_faults(order)
    if found:
        for one in order.materials:
            refuse(show, one.take.shot, one.take.version, profile, "profile")
        raise CheckFailedError(f"Nothing is delivered: {together(found)}")
    if not order.items:
        raise BadInputError(f"{profile.name} asks for nothing that these takes have.")
    said = (*said, *(words for one in order.materials for words in material_notes(one, profile)))
    return order, tuple(dict.fromkeys(said))


def choose(show: Show, asked: Sequence[str]) -> Chosen:
    """Return which takes are delivered, and what is left out.

    Raises:
        BadInputError: Nothing is circled, or what was asked for is not there.
        NotDeliverableError: A shot that was asked for has no circled version.
    """
    if asked:
        return tuple(dict.fromkeys(chosen(show, words) for words in asked)), ()
    folders = sorted(path.name for path in show.shots.iterdir() if path.is_dir()) if show.shots.is_dir() else []
    versions = {shot: circled_version(show, shot) for shot in folders if show.versions(shot)}
    found = tuple((shot, version) for shot, version in versions.items() if version)
    if not found:
        raise BadInputError(f"No take of {show.name} is circled, so that there is nothing to hand over: rushes circle.")
    return found, tuple(
        f"{shot} is left out: none of its versions is circled." for shot, one in versions.items() if not one
    )


def choose_of(show: Show, cut: Cut, asked: Sequence[str]) -> Chosen:
    """Return which takes of a cut are delivered: of each of its shots the version that was asked for, else the newest circled one.

    Raises:
        BadInputError: The cut shows no shot of the show, or one was asked for that it does not show.
        NotDeliverableError: One of its shots has no circled version.
    """
    shots = tuple(dict.fromkeys(use.shot for use in cut.uses))
    if not shots:
        told = f" {' '.join(cut.said[:3])}" if cut.said else ""
        raise BadInputError(f"{cut.path} shows no take of {show.name}.{told}")
    wanted = dict(chosen(show, words) for words in asked)
    if strange := next((shot for shot in wanted if shot not in shots), ""):
        raise BadInputError(f"{strange} is not in {cut.path}. It shows {', '.join(shots)}.")
    left = tuple(
        f"{shot} is in the cut and was not asked for: it is left out." for shot in shots if asked and shot not in wanted
    )
    if wanted:
        return tuple((shot, wanted[shot]) for shot in shots if shot in wanted), left
    return tuple(chosen(show, shot) for shot in shots), ()


def cut_text(order: Order) -> str:
    """Return the cut that goes along, as OpenTimelineIO."""
    items = order.items

    def media(take: Take) -> Media | None:
        return _media([item for item in items if not item.is_of_cut and item.materials[0].take.stem == take.stem])

    def notes(take: Take) -> tuple[Note, ...]:
        return read_notes(order.show, take.shot, take.version)

    takes = [(one.take, one.cut) for one in order.materials]
    return timeline_text(conformed(order.cut, order.laid, takes, media, notes, name=order.show.name))


def refuse(show: Show, shot: str, version: str, profile: Profile, why: str) -> None:
    """Write down that a take is not handed over."""
    record_delivery_refusal(show, shot=shot, version=version, profile=profile.name, why=why)


def together(found: Sequence[str]) -> str:
    """Return the first faults as one text, and how many more there are."""
    more = f" And {len(found) - _SHOWN} more." if len(found) > _SHOWN else ""
    return " ".join(found[:_SHOWN]) + more


def _order(
    show: Show, profile: Profile, admitted: list[Admitted], cut: Cut | None, laid: tuple[Laid, ...], note: str
) -> Order:
    if cut is None:
        materials = tuple(material_of(one) for one in admitted)
        return Order(show, profile, materials, whole_cut(materials), note=note)
    shown = {one.use.shot for one in laid}
    materials = tuple(material_of(one, covered(laid, one.take.shot)) for one in admitted if one.take.shot in shown)
    if not materials:
        raise BadInputError(f"None of the clips of {cut.path} lies on a take, so that there is nothing to hand over.")
    by_shot = {one.take.shot: one for one in materials}
    return Order(show, profile, materials, segments_of(laid, by_shot), cut, laid, note)


def _media(own: list[Item]) -> Media | None:
    """Return what a clip of a take refers to: its frames, before its movie."""
    for item in own:
        if isinstance(item.asked, ExrSequence) and item.element == "comp" and item.frame is not None:
            return Media(item.path, item.frames, item.frame, _digits(item))
    for item in own:
        if isinstance(item.asked, Movie) and item.program is not None:
            return Media(item.path, item.frames, slate=int(item.program.slate is not None))
    return None


def _digits(item: Item) -> int:
    """Return with how many digits a sequence's frames are written."""
    frame = str(item.frame)
    before = item.path.rpartition(frame)[0]
    return len(frame) + len(before) - len(before.rstrip("0"))
