"""Drape every block on named people and print the rows of the table in docs/drape.md.

``.venv/bin/python scripts/measure_drapes.py [--on PERSON ...] [--only WORD ...] [--edge 0.025] [--kept FOLDER]``. About ten CPU seconds a row
at 25 mm. What was draped with the same code is taken from the folder, so that it goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from rushes.engines import wardrobe
from rushes.engines.body.fitting import fitted
from rushes.engines.body.measures import Measures
from rushes.engines.body.shape import Body
from rushes.engines.body.stance import standing
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.distance_field import DistanceField, field_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.gate import gate

PEOPLE = {
    "slim man": (1.84, "slim", "male", 50.0),
    "stout man": (1.74, "stout", "male", 45.0),
    "slim woman": (1.70, "slim", "female", 30.0),
    "stout woman": (1.62, "stout", "female", 50.0),
    "tall old man": (1.95, "regular", "male", 78.0),
}


@dataclass(frozen=True)
class Row:
    """A garment in a fabric: its block, what is changed in its style, who usually wears it."""

    block: str
    fabric: str
    style: dict[str, Any] = field(default_factory=dict)
    usual: str = "slim man"

    @property
    def name(self) -> str:
        """As the table calls it."""
        return " ".join(
            [self.block, *(f"{value:g}" if isinstance(value, float) else str(value) for value in self.style.values())]
        )


ROWS = (
    Row("trousers", "wool suiting"),
    Row("shirt", "cotton poplin"),
    Row("blouse", "cotton poplin", usual="slim woman"),
    Row("waistcoat", "wool suiting"),
    Row("skirt", "wool suiting", {"cut": "pencil"}, "slim woman"),
    Row("skirt", "wool suiting", {"cut": "circle"}, "slim woman"),
    Row("skirt", "wool suiting", {"cut": "pleated"}, "slim woman"),
    Row("jacket", "wool suiting"),
    Row("tailcoat", "wool suiting"),
    Row("coat", "wool melton"),
    Row("dress", "silk charmeuse", {"skirt": "pencil"}, "slim woman"),
    Row("dress", "silk charmeuse", {"skirt": "circle"}, "slim woman"),
    Row("dress", "silk charmeuse", {"skirt": "pleated"}, "slim woman"),
    Row("robe", "cotton velvet"),
    Row("tunic", "wool suiting"),
    Row("cape", "wool melton", usual="slim woman"),
    Row("overalls", "denim"),
)


def code_state() -> str:
    """Return a name for the code that a drape hangs on."""
    root, digest = Path(next(iter(wardrobe.__path__))), hashlib.sha256()
    for folder in ("blocks", "pattern", "body", "drape"):
        for path in sorted([*(root / folder).glob("*.py"), *(root / folder).glob("*.yaml")]):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def person(name: str, folder: Path) -> tuple[Measures, Body, DistanceField]:
    """Return somebody's measures, body in the natural stance, and its field, which is kept."""
    height, build, sex, age = PEOPLE[name]
    measures = Measures.usual(height, build, sex, age)
    fit = fitted(measures, male=float(sex == "male"), age=age)
    body = standing(fit.body, -fit.off["shoulder_slope_deg"])
    kept = folder / f"{name.replace(' ', '_')}_{hashlib.sha256(body.vertices.tobytes()).hexdigest()[:12]}.npz"
    if not kept.is_file():
        field_of(body).write(kept)
    return measures, body, DistanceField.read(kept)


def measure(row: Row, name: str, edge: float, folder: Path) -> dict[str, Any]:
    """Drape a garment on somebody; return what the gate says, with its size and time. The drape is kept beside it."""
    kept = folder / f"{code_state()}_{edge * 1000:.0f}_{row.name}_{name}.json".replace(" ", "_")
    if kept.is_file():
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    measures, body, skin = person(name, folder)
    cloth = cloth_of(draft(row.block, measures, **row.style), edge)
    started = time.process_time()
    hung = draped(cloth, body, skin, fabric(row.fabric))
    took, report = time.process_time() - started, gate(hung, skin)
    np.savez(
        kept.with_suffix(".npz"),
        points=hung.points,
        corners=cloth.corners,
        body=body.vertices,
        skin=body.mesh.triangles,
    )
    found = {"points": len(cloth.flat), "cpu_s": took, **report.to_json()}
    kept.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


def line(row: Row, name: str, found: dict[str, Any]) -> str:
    """Return a row of the table."""
    bad = [f"{one['panel']} {one['share']:.1%} ({one['most']:.0%})" for one in found["strains"] if one["share"] < 0.95]
    cells = (
        f"{row.name}, {row.fabric}",
        name,
        f"{found['points']:,}",
        f"{found['cpu_s']:.1f}",
        f"{len(found['strains']) - len(bad)} of {len(found['strains'])}" + "".join(f"; {one}" for one in bad),
        str(found["crossings"]),
        f"{found['depth'] * 1000:.1f}",
        f"{found['speed'] * 100:.1f}",
        "no" if found["faults"] else "yes",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--on", nargs="*", choices=[*PEOPLE, "usual"], default=["usual"])
    asking.add_argument("--only", nargs="*", default=[], help="rows whose name begins with one of these")
    asking.add_argument("--edge", type=float, default=0.025)
    asking.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "rushes-drapes")
    asked = asking.parse_args()
    asked.kept.mkdir(parents=True, exist_ok=True)
    print(
        "| Garment | Body | Points | CPU s | Panels that pass | Edges that pierce it | Deep mm | Drift cm/s | Passes |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for row in ROWS:
        if asked.only and not any(row.name.startswith(word) for word in asked.only):
            continue
        for name in dict.fromkeys(row.usual if one == "usual" else one for one in asked.on):
            print(line(row, name, measure(row, name, asked.edge, asked.kept)), flush=True)


if __name__ == "__main__":
    main()
