"""What a re-age changes when somebody says something of a version: younger, less crow's feet, greyer."""

from __future__ import annotations

from typing import Final

from rushes.brief import Brief
from rushes.brief.remark import Wanted, read_remark
from rushes.engines.reage.sliders import Sliders
from rushes.engines.remarks.fields import size_of, turn_fields
from rushes.errors import BadInputError
from rushes.plan import Answer, Remark, Turned

STEP: Final = 0.25
"""How much more of a line is taken away, or left, where "less crow's feet" says no more: a quarter of it, which is seen beside the version before."""

PAINTED: Final = "The region was left aside: what is said of a face is changed all over the shot. What is to change in one place alone is painted in a key: see rushes reage keys."
"""What the author of a note with a region is told."""


def answers(remark: Remark, brief: Brief) -> Answer:
    """Turn a remark into ages and sliders of the next version.

    A region is no part of a face that anybody could name, and a key is painted by hand: both are said.
    """
    noted = read_remark(remark.text, "reage")
    left = [f'"{phrase}" was not understood.{_painted(remark)}' for phrase in noted.not_understood]
    turned: list[Turned] = []
    for wanted in noted.wanted:
        try:
            brief, more = turn_fields(brief, _of_the_skin(wanted), _usual)
        except BadInputError as error:
            left.append(str(error))
        else:
            turned += more
    told = (PAINTED,) if turned and remark.region is not None else ()
    return Answer(brief, tuple(turned), tuple(left), told)


def _painted(remark: Remark) -> str:
    return (
        " A note paints no key: take the frames to paint with rushes reage keys." if remark.region is not None else ""
    )


def _of_the_skin(wanted: Wanted) -> Wanted:
    """Return a phrase of a part of the face as one of its slider: less of a line is more of it taken away."""
    for name, how in (("more skin", "plus"), ("less skin", "minus")):
        if (part := wanted.means.get(name)) is not None:
            return Wanted(wanted.words, {f"{how} skin.{part}": STEP * size_of(wanted.means)}, wanted.sentence)
    return wanted


def _usual(brief: Brief, field: str) -> float | None:
    """Return where a slider that the brief leaves open stands."""
    section, _, name = field.partition(".")
    sliders = Sliders.of(brief)
    return {"skin": sliders.skin, "form": sliders.form, "hair": sliders.hair}.get(section, {}).get(name)
