"""The ODRL view of a consent."""

from __future__ import annotations

from rushes.clearance.records.consent import Action
from rushes.clearance.records.odrl import INCLUDED_IN, PROFILE, to_odrl


def constraint(rule, name):
    return [(one["operator"], one["rightOperand"]) for one in rule["constraint"] if one["leftOperand"] == name]


def test_what_is_granted_is_permitted_and_the_rest_prohibited(cabinet):
    view = to_odrl(cabinet.consent(prohibited=["Nudity"], withheld=["a kiss"]))
    assert [rule["action"]["@id"] for rule in view["permission"]] == ["rushes:generate", "rushes:alter"]
    refused = [rule["action"]["@id"] for rule in view["prohibition"] if isinstance(rule["action"], dict)]
    assert len(refused) == len(Action) - 2
    assert [one["constraint"][0]["rightOperand"] for one in view["prohibition"][-2:]] == [
        ["rushes:nudity"],
        [{"@value": "a kiss"}],
    ]


def test_the_parties_and_the_profile_are_named(cabinet):
    view = to_odrl(cabinet.consent())
    assert view["@type"] == "Agreement"
    assert view["uid"] == cabinet.consent().id
    assert view["profile"] == PROFILE
    assert view["assigner"] == cabinet.ada.did
    assert view["assignee"] == "urn:rushes:production:SHOW"
    assert set(INCLUDED_IN) == set(Action)


def test_limits_are_constraints(cabinet):
    consent = cabinet.consent(
        shots=["010_*"], territories=["GB"], media=["theatrical"], age_from=58, age_to=40, frames=[1001, 1048],
        use_count_limit=3,
    )  # fmt: skip
    rule = to_odrl(consent)["permission"][0]
    assert constraint(rule, "spatial") == [("isAnyOf", ["GB"])]
    assert constraint(rule, "media") == [("isAnyOf", ["theatrical"])]
    assert constraint(rule, "language") == [("isAnyOf", ["en"])]
    assert constraint(rule, "rushes:ageShown") == [("gteq", 40), ("lteq", 58)]
    assert constraint(rule, "rushes:frame") == [("gteq", 1001), ("lteq", 1048)]
    assert constraint(rule, "count") == [("lteq", 3)]
    assert [operator for operator, _ in constraint(rule, "dateTime")] == ["gteq", "lt"]
    assert not constraint(to_odrl(cabinet.consent())["permission"][0], "spatial")


def test_what_is_owed_is_a_duty(cabinet):
    consent = cabinet.consent(
        compensation={"rate": 1204.5},
        disclosure="Digital replica of the performer.",
        security={"delete_at": "2027-11-26"},
    )
    duties = to_odrl(consent)["permission"][0]["duty"]
    assert duties[0]["action"][0]["refinement"][0]["rightOperand"]["@value"] == "1204.50"
    assert [duty["action"] for duty in duties[1:]] == ["attribute", "delete"]
