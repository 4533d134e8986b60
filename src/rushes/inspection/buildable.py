"""Can the set be built and used as it is drawn?"""

from __future__ import annotations

from pathlib import Path

from rushes.engines import Finding, Take


def buildable(take: Take) -> tuple[Finding, ...]:
    """Count what stands in the way of building and using a set: spans, doors, clearances, ways out, in each room of the take."""
    rooms = [path for path in take.paths("element") if path.parent.name == "room" and "_room_" in path.name]
    if take.kind != "set" or not rooms:
        return ()
    said = [f"{path.name}: {sentence}" for path in rooms for sentence in _faults(path)]
    return (Finding("buildable", not said, len(said), 0, "faults", " ".join(said)),)


def _faults(path: Path) -> list[str]:
    from rushes.engines.setdesign.model.checks import faults
    from rushes.engines.setdesign.model.room import Room

    room = Room.from_json(path.read_text(encoding="utf-8"), name=str(path))
    return [fault.sentence for fault in faults(room)]
