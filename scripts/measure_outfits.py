"""Dress named people in several garments, one over the other, and print the rows of the table of layers in docs/drape.md.

``.venv/bin/python scripts/measure_outfits.py [--on PERSON ...] [--only WORD ...] [--edge 0.025] [--kept FOLDER]``. About ninety CPU seconds a
row at 25 mm. What was draped with the same code is taken from the folder, as ``measure_drapes.py`` does, whose people these are.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from measure_drapes import PEOPLE, code_state, person

from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.outfit import Piece, outfit

Garments = tuple[tuple[str, str, dict[str, Any]], ...]

MEN, WOMEN = ("slim man", "stout man", "tall old man"), ("slim woman", "stout woman")
SHIRT, TROUSERS = ("shirt", "cotton poplin", {}), ("trousers", "wool suiting", {})
BLOUSE = ("blouse", "cotton poplin", {})

OUTFITS: dict[str, tuple[Garments, tuple[str, ...]]] = {
    "livery": ((SHIRT, TROUSERS, ("waistcoat", "wool suiting", {}), ("tailcoat", "cotton velvet", {})), MEN),
    "suit": ((SHIRT, TROUSERS, ("jacket", "wool suiting", {})), MEN),
    "robe": ((SHIRT, TROUSERS, ("robe", "cotton velvet", {})), MEN[:1]),
    "tunic": ((SHIRT, TROUSERS, ("tunic", "wool suiting", {})), MEN[:1]),
    "overalls": ((SHIRT, ("overalls", "denim", {})), (MEN[0], WOMEN[0])),
    "coat": ((BLOUSE, ("skirt", "wool suiting", {"cut": "pencil"}), ("coat", "wool melton", {})), WOMEN),
    "costume": ((BLOUSE, ("skirt", "wool suiting", {"cut": "pencil"}), ("jacket", "wool suiting", {})), WOMEN),
    "circle": ((BLOUSE, ("skirt", "wool suiting", {"cut": "circle"}), ("jacket", "wool suiting", {})), WOMEN[:1]),
}
"""What is worn together, and who is asked to."""


def measure(name: str, who: str, edge: float, folder: Path) -> dict[str, Any]:
    """Dress somebody; return what the gate says of every garment, and the time."""
    kept = folder / f"{code_state()}_{edge * 1000:.0f}_outfit_{name}_{who}.json".replace(" ", "_")
    if kept.is_file():
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    measures, body, skin = person(who, folder)
    pieces = [Piece(draft(block, measures, **style), fabric(cloth)) for block, cloth, style in OUTFITS[name][0]]
    started = time.process_time()
    worn = outfit(pieces, body, edge, skin)
    took = time.process_time() - started
    names = [drape.cloth.garment.name for drape in worn.drapes]
    found = {"cpu_s": took, "garments": [{"name": one, **report.to_json()} for one, report in zip(names, worn.reports, strict=True)]}  # fmt: skip
    kept.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


def line(name: str, who: str, found: dict[str, Any]) -> str:
    """Return a row of the table."""
    through, outside = (sum(one[what] for one in found["garments"]) for what in ("through", "outside"))
    faults = "; ".join(f"{one['name']}: {fault}" for one in found["garments"] for fault in one["faults"])
    drift = max(one["speed"] for one in found["garments"]) * 100
    return f"| {name} | {who} | {found['cpu_s']:.0f} | {through} | {outside} | {drift:.1f} | {faults or 'all pass'} |"


def main() -> None:
    """Print the table."""
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--on", nargs="*", choices=[*PEOPLE], default=[*PEOPLE])
    asking.add_argument("--only", nargs="*", choices=[*OUTFITS], default=[*OUTFITS])
    asking.add_argument("--edge", type=float, default=0.025)
    asking.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "rushes-drapes")
    asked = asking.parse_args()
    asked.kept.mkdir(parents=True, exist_ok=True)
    print("| Outfit | Body | CPU s | Edges through another | Points outside | Drift cm/s | What doesn't pass |")
    print("|---|---|---|---|---|---|---|")
    for name in asked.only:
        for who in (one for one in OUTFITS[name][1] if one in asked.on):
            print(line(name, who, measure(name, who, asked.edge, asked.kept)), flush=True)


if __name__ == "__main__":
    main()
