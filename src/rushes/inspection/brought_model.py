"""Did the model that somebody brought change what it was to change, and whose is it?"""

from __future__ import annotations

import json

from rushes.engines import Finding, Take
from rushes.inspection.pictures import listed

RECORD = "model.json"


def brought_model(take: Take) -> tuple[Finding, ...]:
    """Find frames of the performer that a brought model left as they were, and say which model it is, under which licence and from where.

    Takes that no such model is in are none of its business.
    """
    path = next((path for path in take.paths("element") if path.name == RECORD), None)
    if path is None:
        return ()
    record = json.loads(path.read_text(encoding="utf-8"))
    left = [int(frame) for frame in record["unchanged"]]
    whose = f"{record['file']} (SHA-256 {record['sha256'][:12]}), licence: {record['licence']}, from: {record['source']}, run by {record['run_by']}."
    carried = (
        f" It made frames {listed(record['edited'])}; they were carried through the shot." if record["edited"] else ""
    )
    said = f"The model changed nothing in frames {listed(left)}. " if left else ""
    return (Finding("brought_model", not left, len(left), 0, "frames", f"{said}{whose}{carried}"),)
