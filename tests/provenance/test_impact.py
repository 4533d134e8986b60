"""The blast radius of a revocation: what rests on a consent, what stays, what stops."""

import json
from datetime import UTC, datetime

import pytest

from rushes.clearance.records.registry import Registry, Standing
from rushes.errors import BadInputError
from rushes.provenance import Authority
from rushes.provenance.impact import impact

NOW = datetime(2026, 11, 20, tzinfo=UTC)
REVOKED = Standing("revoked", datetime(2026, 11, 10, tzinfo=UTC), "He revoked it on 10 November")

pytestmark = pytest.mark.usefixtures("home")


def pairs(registry):
    return [(held.consent.id, held.sha256) for held in registry.consents]


def job(show, name, state, consents, shot="010_0010", version="v002"):
    folder = show.work / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    record = {"id": name, "shot": shot, "version": version, "state": state, "step": "render", "consents": consents}
    (folder / f"{name}.json").write_text(json.dumps(record))


def model(show, registry):
    folder = show.folder / "models"
    folder.mkdir()
    consents = [{"performer": "p-014", "id": name, "sha256": sha256} for name, sha256 in pairs(registry)]
    card = {
        "id": "younger-014", "weights": "w.bin", "weights_sha256": "f" * 64, "production": "SHOW",
        "subjects": ["p-014"], "consents": consents, "trained_at": "2026-10-10T00:00:00Z",
    }  # fmt: skip
    (folder / "younger-014.json").write_text(json.dumps(card))


def delivered(show, shot, version):
    ledger = Authority.open().open_ledger(show.ledger)
    scope = {"show": show.name, "shot": shot, "version": version}
    ledger.append("delivery.sent", actor="rushes", scope=scope, data={})


@pytest.fixture
def used(show, put_take, register):
    """A show in which the consent was used everywhere, and another take that rests on nobody's."""
    registry = register()
    decision = {"circled": True, "by": "director", "notes": "Hold two frames longer."}
    put_take(people=("p-014",), consents=pairs(registry), decision=decision)
    put_take(shot="010_0020", people=())
    job(show, "job-1", "interrupted", [registry.consents[0].consent.id])
    job(show, "job-2", "interrupted", [])
    job(show, "job-3", "done", [registry.consents[0].consent.id])
    model(show, registry)
    delivered(show, "010_0010", "v001")
    delivered(show, "010_0020", "v001")
    return show


def test_everything_that_rests_on_it_is_listed_and_nothing_else(used, register):
    (found,) = impact(used, register(REVOKED), "p-014", now=NOW)
    assert [(take.shot, take.version, take.then, take.now) for take in found.takes] == [
        ("010_0010", "v001", "in_force", "revoked")
    ]
    assert found.takes[0].circled is True
    assert found.takes[0].decision["by"] == "director"
    assert [one.id for one in found.jobs] == ["job-1"]
    assert [(one.id, one.loads) for one in found.models] == [("younger-014", False)]
    assert [(one.shot, one.event) for one in found.deliveries] == [("010_0010", "delivery.sent")]
    assert found.problems == ()


def test_what_was_authorised_stays_and_what_would_be_new_stops(used, register):
    (found,) = impact(used, register(REVOKED), "p-014", now=NOW)
    stays, stops = " ".join(found.stays), " ".join(found.stops)
    assert "010_0010 v001 was cleared on 1 November 2026, 00:00 UTC while the consent was in force" in stays
    assert "listed, not deleted" in stays
    assert "left the house" in stays
    for words in (
        "Every new take",
        "He revoked it on 10 November",
        "job-1 (interrupted) is refused",
        "younger-014 is not",
    ):
        assert words in stops
    assert "nothing shows that it was authorised" not in stops


def test_nothing_is_touched_on_the_disk(used, register):
    before = {path: path.read_bytes() for path in used.folder.rglob("*") if path.is_file()}
    impact(used, register(REVOKED), "p-014", now=NOW)
    assert {path: path.read_bytes() for path in used.folder.rglob("*") if path.is_file()} == before


def test_a_take_that_was_cleared_after_the_revocation_is_not_called_authorised(used, register):
    early = Standing("revoked", datetime(2026, 10, 15, tzinfo=UTC), "He revoked it.")
    (found,) = impact(used, register(early), "p-014", now=NOW)
    assert not found.takes[0].was_authorised
    assert not [words for words in found.stays if "was cleared" in words]
    assert "nothing shows that it was authorised" in " ".join(found.stops)


def test_while_it_is_in_force_nothing_stops(used, register):
    (found,) = impact(used, register(), "p-014", now=NOW)
    assert found.stops == ()
    assert found.models[0].loads
    assert len(found.takes) == 1


def test_a_consent_is_found_by_its_id_its_end_and_its_performer(used, register):
    registry = register()
    name = registry.consents[0].consent.id
    for asked in (name, name.rsplit("-", 1)[-1], "p-014"):
        assert [one.consent for one in impact(used, registry, asked, now=NOW)] == [name]
    for unknown in ("p-999", "4a5b", "urn:uuid:none"):
        with pytest.raises(BadInputError, match="knows a consent or performer"):
            impact(used, registry, unknown, now=NOW)


def test_a_consent_that_was_taken_out_of_the_register_is_still_found_by_its_takes(used, register):
    name = register().consents[0].consent.id
    (found,) = impact(used, Registry(), name, now=NOW)
    assert found.standing.now.state == "missing"
    assert [take.shot for take in found.takes] == ["010_0010"]
    assert not found.models[0].loads


def test_it_is_found_by_the_performer_as_well_whose_id_the_takes_keep(used, tobias):
    (found,) = impact(used, Registry(performers={"p-014": tobias}), "p-014", now=NOW)
    assert (found.standing.now.state, [take.shot for take in found.takes]) == ("missing", ["010_0010"])


def test_a_take_that_names_another_state_of_the_record_is_listed_and_told_apart(used, put_take, register):
    name = register().consents[0].consent.id
    put_take(shot="010_0030", people=("p-014",), consents=[(name, "e" * 64)])
    (found,) = impact(used, register(), "p-014", now=NOW)
    assert [(take.shot, take.now) for take in found.takes] == [("010_0010", "in_force"), ("010_0030", "unknown")]


def test_a_performer_without_a_consent_is_told_apart_from_nobody(show, tobias):
    with pytest.raises(BadInputError, match="no consent on record"):
        impact(show, Registry(performers={"p-014": tobias}), "p-014", now=NOW)


def test_what_can_not_be_read_is_said(used, register):
    (used.version_folder("010_0020", "v001") / "take.json").write_text("{")
    (used.folder / "models" / "broken.json").write_text("{")
    (found,) = impact(used, register(), "p-014", now=NOW)
    assert len(found.problems) == 2
    assert "What it rests on can't be told" in found.problems[0]


def test_it_is_json(used, register):
    (found,) = impact(used, register(REVOKED), "p-014", now=NOW)
    record = json.loads(json.dumps(found.to_json()))
    assert record["takes"][0]["authorised_then"] is True
    assert (record["state"], record["performer"]) == ("revoked", "p-014")
