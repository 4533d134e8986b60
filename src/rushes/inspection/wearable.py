"""Is the cloth in the picture where the pattern and the body say it has to be?"""

from __future__ import annotations

import json
from pathlib import Path

from rushes.engines import Finding, Take


def wearable(take: Take) -> tuple[Finding, ...]:
    """Count what isn't true of how the clothes of a wardrobe hang: cloth that is stretched, open seams, cloth in the body or through itself."""
    gates = [path for path in take.paths("element") if path.parent.name == "drape" and "_gate_" in path.name]
    if take.kind != "wardrobe" or not gates:
        return ()
    said = [sentence for path in gates for sentence in _faults(path)]
    shown = " ".join(said[:6]) + (f" And {len(said) - 6} more." if len(said) > 6 else "")
    return (Finding("wearable", not said, len(said), 0, "faults", shown),)


def _faults(path: Path) -> list[str]:
    read = json.loads(path.read_text(encoding="utf-8"))
    frame = path.stem.rpartition(".")[2]
    return [
        f"{frame} {one['name'].replace('_', ' ')}: {fault}"
        for who in read["dressed"]
        for one in who["garments"]
        for fault in one["gate"]["faults"]
    ]
