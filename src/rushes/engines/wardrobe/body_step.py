"""The step ``body``: for everybody who is dressed, the body on which a tape finds their measures, and how far cloth is from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rushes.engines.body.fitting import fitted
from rushes.engines.body.measures import Measures
from rushes.engines.body.shape import Body, Knobs, base
from rushes.engines.body.stance import standing
from rushes.engines.wardrobe.drape.distance_field import DistanceField, field_of
from rushes.errors import BadInputError
from rushes.plan import StepContext
from rushes.studio import write_atomically

OFF_M: Final = 0.015
"""What a body's measure may be off by [m] before somebody is told."""


@dataclass(frozen=True, eq=False)
class Stood:
    """Somebody's body as it stands.

    Attributes:
        name: Empty for the only one.
        sex, age: As was asked.
        measures: What was asked [m].
        off: By how much the body is larger than that, by measure [m].
        body: The body.
        skin: How far points are from it.
    """

    name: str
    sex: str
    age: float
    measures: Measures
    off: Mapping[str, float]
    body: Body
    skin: DistanceField

    @property
    def told(self) -> tuple[str, ...]:
        """What of the body is not as it was asked, in sentences."""
        whose = f"The {self.name}'s" if self.name else "The body's"
        far = [(name, by) for name, by in self.off.items() if not name.endswith("_deg") and abs(by) > OFF_M]
        said = ", ".join(
            f"{name.replace('_', ' ')} by {100 * by:+.0f} cm"
            for name, by in sorted(far, key=lambda row: -abs(row[1]))[:4]
        )
        return (f"{whose} measures are off in the picture, not in the pattern: {said}.",) if far else ()


def body(ctx: StepContext) -> None:
    """Write ``person.N.json`` (measures, and the body's knobs) and ``skin.N.npz`` for everybody.

    Params: ``wearers``, each ``name``, ``sex``, ``age``, ``measures``.
    """
    rows = list(ctx.params["wearers"])
    for number, row in enumerate(rows, start=1):
        measures = Measures.from_json(row["measures"])
        fit = fitted(measures, male=1.0 if row["sex"] == "male" else 0.0, age=float(row["age"]))
        record = {**row, "off": dict(fit.off), "knobs": asdict(fit.knobs)}
        field_of(_standing(fit.knobs, fit.off)).write(ctx.out / f"skin.{number}.npz")
        write_atomically(ctx.out / f"person.{number}.json", json.dumps(record, indent=1) + "\n")
        ctx.report(number, len(rows))


def load_people(folder: Path) -> tuple[Stood, ...]:
    """Read everybody that this step wrote.

    Raises:
        BadInputError: One can't be read.
    """
    out = []
    for path in sorted(folder.glob("person.*.json"), key=lambda one: int(one.name.split(".")[1])):
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            knobs = Knobs(**read["knobs"])
            skin = DistanceField.read(folder / path.name.replace("person", "skin").replace("json", "npz"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInputError(f"The body {path} can't be read ({error}). Make the version again.") from error
        measures = Measures.from_json(read["measures"])
        out.append(
            Stood(read["name"], read["sex"], read["age"], measures, read["off"], _standing(knobs, read["off"]), skin)
        )
    return tuple(out)


def _standing(knobs: Knobs, off: Mapping[str, float]) -> Body:
    """Return a body in the stance that clothes are shown in, its shoulders as steep as was asked."""
    return standing(base().body(knobs), -off["shoulder_slope_deg"])
