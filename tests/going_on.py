"""A second take made from a first one's options, through the command line: what the record says of where its options come from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rushes.engines import Take

SHOT = "020_0150"


def go_on(asked, lines: Sequence[str], record: str, wish: str, locked: Sequence[str]) -> Take:
    """Make two further options of v001's two, "more like 2, less like 1" with something locked, and check the genealogy.

    Args:
        asked: The fixture, in whose show v001 was made with two options.
        lines: The brief's lines but for its options.
        record: Where ``explored.json`` lies in a version.
        wish: What is wished; it likes option 2 and locks something of it.
        locked: The parameters that it locks.
    """
    shots = Path(asked.show) / "shots" / SHOT
    first = json.loads((shots / "v001" / record).read_text(encoding="utf-8"))
    name = asked.brief(*lines, "options: 2", f'explore: {{of: v001, wish: "{wish}"}}')
    code, _, errors = asked.make_apart(name, small_sheets=True)
    assert code == 0, errors
    second = json.loads((shots / "v002" / record).read_text(encoding="utf-8"))
    assert [row["number"] for row in second["options"]] == [1, 2, 3, 4]
    assert second["options"][:2] == first["options"]
    assert second.get("shown", [3, 4]) == [3, 4]
    liked = second["options"][1]["values"]
    assert {field: second["held"][field] for field in locked} == {field: liked[field] for field in locked}
    for one in second["options"][2:]:
        assert (one["parents"], one["words"]) == ([2], wish)
        assert {field: one["values"][field] for field in locked} == {field: liked[field] for field in locked}
        assert {row["name"] for row in one["moved"]} == {n for n, value in one["values"].items() if value != liked[n]}
        assert one["moved"]
    take = Take.load(shots / "v002" / "take.json")
    page = next(path for path in take.paths("board") if path.suffix == ".html").read_text(encoding="utf-8")
    assert "Option 4:" in page
    assert wish in page
    return take
