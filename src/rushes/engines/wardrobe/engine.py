"""How a brief of kind ``wardrobe`` becomes steps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from rushes.brief import Brief
from rushes.engines.lookdev import planned
from rushes.engines.lookdev.finishing import finish_steps
from rushes.engines.lookdev.planned import SAMPLED, completed, explored_files, price_files, source_type, tools
from rushes.engines.lookdev.prices import prices
from rushes.engines.lookdev.references import palette_files
from rushes.engines.lookdev.ways import WAYS
from rushes.engines.wardrobe.answers import EXPLORED, answers
from rushes.engines.wardrobe.asked import TODAY, Asked, asked_of
from rushes.engines.wardrobe.board_step import side_words
from rushes.engines.wardrobe.clothes import clothing
from rushes.engines.wardrobe.drape_step import AT_ONCE
from rushes.engines.wardrobe.look import drafted
from rushes.engines.wardrobe.options import FORMS
from rushes.engines.wardrobe.picture.pictures import quality_of
from rushes.engines.wardrobe.putting_on import check_putting_on
from rushes.engines.wardrobe.space import look_of, usual_values
from rushes.plan import Engine, Publish, Step
from rushes.show import FrameRange

VERSION: Final = "1"
_ENTRY: Final = "rushes.engines.wardrobe"


@dataclass(frozen=True, slots=True)
class Planned(planned.Planned):
    """What the steps share.

    Attributes:
        asked: The clothes, and who wears them.
    """

    asked: Asked

    @property
    def title(self) -> str:
        """What the look is called: the outfit that was asked for, or what is seen most of it, and its time."""
        named = [one.value for one in self.brief.understood if one.field == "wardrobe"]
        first = self.asked.wearers[0]
        seen = [piece.garment for piece in reversed(first.pieces) if clothing(piece.garment).part in {"main", "second"}]
        worn = named[:1] or [one.replace("_", " ") for one in (seen or [piece.garment for piece in first.pieces])[:2]]
        what = " and ".join([*worn, *(one.name for one in self.asked.wearers[1:])])
        return what[:1].upper() + what[1:] + ("" if first.period == TODAY else f", {first.period}")


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief into steps.

    Raises:
        BadInputError: A body is impossible, a garment can't be drafted or put on, a colour or fabric isn't known, or a price is none.
    """
    asked = asked_of(brief.body, brief.wardrobe)
    for one in look_of(asked, usual_values(asked)).dressed:
        for piece in one.pieces:
            check_putting_on(drafted(piece, one), piece, one.measures)
    prices(own=brief.costs.file, given=brief.costs.prices, currency=brief.costs.currency)
    shared = Planned(brief, FrameRange.of_length(brief.frames), rate, show, version, f"wardrobe {VERSION}", asked)
    papers = () if brief.options > 1 else (_papers(shared),)
    return (
        _body(shared),
        _pattern(shared),
        *papers,
        _drape(shared),
        _scene(shared),
        _comp(shared),
        *finish_steps(brief, shared.common, "comp"),
        shared.clip(_sides(shared), "pattern"),
        shared.board(f"{_ENTRY}.board_step:board", ("body", "pattern", "drape", "comp"), 3, title=shared.title),
    )


def _body(shared: Planned) -> Step:
    return Step(
        name="body",
        entry=f"{_ENTRY}.body_step:body",
        version=3,
        params={
            "wearers": [
                {"name": one.name, "sex": one.sex, "age": one.age, "measures": one.measures.to_json()}
                for one in shared.asked.wearers
            ]
        },
        publishes=(Publish("person.*.json", "element", "elements/body/{show}_{shot}_{file}"),),
        work=len(shared.asked.wearers),
        work_unit="person",
        tools=tools("numpy", "scipy", "numba"),
    )


def _pattern(shared: Planned) -> Step:
    return Step(
        name="pattern",
        entry=f"{_ENTRY}.pattern_step:pattern",
        version=15,
        params={
            "asked": shared.asked.to_json(),
            "seed": shared.brief.seed,
            "options": shared.brief.options,
            "wish": shared.brief.explore.wish,
        },
        files=(*explored_files(shared.brief), *palette_files(shared.brief)),
        publishes=(
            Publish("look.*.json", "element", "elements/looks/{show}_{shot}_look_{version}.{frame}.json"),
            Publish("explored.json", "element", EXPLORED),
        ),
        work=shared.brief.options,
        work_unit="look",
        tools=tools("numpy"),
    )


def _completed(brief: Brief, show: Path, shot: Path) -> Brief:
    """Return a brief with the files of the show that it stands on."""
    return completed(brief, show, shot / brief.explore.of / EXPLORED)


def _papers(shared: Planned) -> Step:
    costs = shared.brief.costs
    return Step(
        name="papers",
        entry=f"{_ENTRY}.papers_step:papers",
        version=1,
        params={
            "title": f"{shared.show} {shared.brief.shot} {shared.version}",
            "currency": costs.currency,
            "prices": dict(costs.prices),
        },
        needs=("pattern",),
        files=price_files(shared.brief),
        publishes=tuple(
            Publish(f"*.{kind}", "papers", f"papers/{{show}}_{{shot}}_{{name}}_{{version}}.{kind}")
            for kind in ("pdf", "dxf", "svg", "txt", "json", "csv")
        ),
        work=len(_pieces(shared)),
        work_unit="garment",
        tools=tools("ezdxf", "scipy"),
    )


def _pieces(shared: Planned) -> list[str]:
    return [piece.key for one in shared.asked.wearers for piece in one.pieces]


def _drape(shared: Planned) -> Step:
    quality = quality_of(shared.brief.quality, shared.brief.options)
    return Step(
        name="drape",
        entry=f"{_ENTRY}.drape_step:drape",
        version=18,
        params={"options": shared.brief.options, "edge_m": quality.edge_m},
        needs=("body", "pattern"),
        publishes=(Publish("gate.*.json", "element", "elements/drape/{show}_{shot}_gate_{version}.{frame}.json"),),
        work=len(_pieces(shared)) * _rounds(shared) / (1000 * quality.edge_m) ** 2,
        work_unit="garment by triangle",
        tools=tools("numpy", "numba", "scipy"),
    )


def _rounds(shared: Planned) -> int:
    """Return how often as many outfits are draped as are draped at once."""
    return -(-min(shared.brief.options, FORMS) // AT_ONCE)


def _scene(shared: Planned) -> Step:
    return Step(
        name="scene",
        entry=f"{_ENTRY}.scene_step:scene",
        version=11,
        params={"options": shared.brief.options, "quality": shared.brief.quality, "title": shared.title},
        needs=("body", "pattern", "drape"),
        publishes=(
            Publish("outfit.*.usdc", "scene", "scene/{show}_{shot}_{version}.{frame}.usdc"),
            *((Publish("textures/*.png", "scene", "scene/textures/{file}"),) if shared.brief.options == 1 else ()),
        ),
        work=shared.brief.options,
        work_unit="outfit",
        tools=tools("bpy", "usd-core", "numpy"),
    )


def _comp(shared: Planned) -> Step:
    quality = quality_of(shared.brief.quality, shared.brief.options)
    return Step(
        name="comp",
        entry=f"{_ENTRY}.comp_step:comp",
        version=9,
        params={**shared.common, "quality": shared.brief.quality, "seed": shared.brief.seed},
        needs=("scene",),
        publishes=(Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),),
        work=quality.width * quality.height * quality.samples * len(shared.frames) / 1e6,
        work_unit="megasample",
        frames=len(shared.frames),
        tools=tools("bpy", "usd-core"),
    )


def _sides(shared: Planned) -> list[str]:
    """Return which side each picture of one design shows."""
    around = len(shared.frames) - 1
    return ["hero", *(side_words(360 * number / around) for number in range(around))]


def _sample(brief: Brief, frames: int) -> Brief:
    """Return the brief of the small job that a new machine is measured with: the outermost garment, in draft quality, of so many pictures."""
    clothes = brief.wardrobe.model_copy(update={"pieces": brief.wardrobe.pieces[-1:], "others": ()})
    count = min(frames, 3)
    return brief.model_copy(
        update={**SAMPLED, "frames": count, "wardrobe": clothes.model_copy(update={"turn": count - 1})}
    )


ENGINE = Engine(
    name="wardrobe",
    kind="wardrobe",
    version=VERSION,
    steps=steps,
    digital_source_type=source_type,
    completed=_completed,
    sample=_sample,
    answers=answers,
    handles=False,
    ways=WAYS,
)
