"""The register of uses tells who decided by role, from the signed records, and never a name or a reason."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

from rushes.clearance.records.registry import Registry
from rushes.provenance.disclosure import NONE_RECORDED, disclosure
from rushes.provenance.impact import impact
from rushes.review.deciding import decided


def told(floor):
    return disclosure(floor.show, Registry(), now=datetime(2026, 11, 28, tzinfo=UTC), decided=decided(floor.show))


def test_who_decided_is_told_by_role_and_day(floor):
    floor.performer("performer-1")
    take = floor.take(people=("performer-1",))
    floor.take(version="v002", level=2)
    ida, agent = (
        floor.person("ida", "supervisor"),
        floor.person("agent-7", "representative", performers=("performer-1",)),
    )
    floor.decide(take, "hold", ida, why="Zebra's notes.")
    floor.decide(take, "circle", ida, 1, why="Zebra.", human_contribution="Keys by hand.")
    floor.decide(take, "approve", agent, 2)
    found = told(floor)
    first, second = found.register
    assert [str(word) for word in first.decided] == [
        "supervisor: circle (2026-11-20)",
        "representative: approve (2026-11-20)",
    ]
    assert (first.circled, first.human_contribution) == (True, "Keys by hand.")
    assert (second.circled, second.decided, second.human_contribution) == (None, (), NONE_RECORDED)
    assert (found.of, found.problems) == ("circled takes", ())
    for text in (found.to_csv(), json.dumps(found.to_json())):
        assert not any(word in text for word in ("ida", "Ida", "agent", "Zebra"))
    row = next(csv.DictReader(io.StringIO(found.to_csv())))
    assert row["decided"] == "supervisor: circle (2026-11-20); representative: approve (2026-11-20)"
    assert found.to_json()["register"][0]["decided"][0] == {
        "role": "supervisor",
        "verdict": "circle",
        "on": "2026-11-20",
    }


def test_a_take_that_says_of_itself_that_it_was_circled_is_not_believed(floor):
    take = floor.take()
    path = take.folder / "take.json"
    lying = json.loads(path.read_text(encoding="utf-8")) | {"decision": {"circled": True, "human_contribution": "All."}}
    path.write_text(json.dumps(lying), encoding="utf-8")
    found = told(floor)
    assert (found.register[0].circled, found.register[0].human_contribution) == (None, NONE_RECORDED)
    assert found.of == "all takes: none is circled yet"
    (problem,) = found.problems
    assert problem == (
        "020_0150 v001: its take.json says circled, and the signed decisions come to undecided. The signed decisions count here."
    )


def test_a_circle_whose_record_is_gone_is_told_as_none(floor):
    take = floor.take()
    floor.decide(take, "circle", floor.person("ida", "supervisor"))
    next(floor.show.shots.glob("*/decisions/*.json")).unlink()
    found = told(floor)
    assert (found.register[0].circled, found.register[0].decided) == (False, ())
    assert "take.json says circled, and the signed decisions come to not circled" in found.problems[0]


def test_the_command_reads_the_signed_decisions(floor, rushes):
    floor.decide(floor.take(), "circle", floor.person("ida", "supervisor"))
    left, out, _ = rushes("disclosure", "SHOW")
    assert left == 0
    assert "decided            supervisor: circle (2026-11-20)" in out
    assert "circled            yes" in out


def test_what_a_revocation_touches_tells_the_signed_decisions(floor):
    named = "urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b"
    floor.performer("performer-1")
    take = floor.take(people=("performer-1",), consents=((named, "a" * 64),))
    path = take.folder / "take.json"
    lying = json.loads(path.read_text(encoding="utf-8")) | {"decision": {"circled": True}}
    path.write_text(json.dumps(lying), encoding="utf-8")
    now = datetime(2026, 11, 28, tzinfo=UTC)
    (believed,) = impact(floor.show, Registry(), named, now=now)
    (found,) = impact(floor.show, Registry(), named, now=now, decided=decided(floor.show))
    assert (believed.takes[0].circled, found.takes[0].circled) == (True, None)
    floor.decide(take, "hold", floor.person("ida", "supervisor"))
    (found,) = impact(floor.show, Registry(), named, now=now, decided=decided(floor.show))
    assert (found.takes[0].circled, [str(word) for word in found.takes[0].decided]) == (
        False,
        ["supervisor: hold (2026-11-20)"],
    )
