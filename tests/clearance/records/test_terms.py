"""What no consent may exceed: who signs for whom, and for how long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rushes.clearance.records.terms import eighteenth_birthday, faults, is_minor, years_after

YEAR = timedelta(days=365)


def fields(consent, performer=None):
    return [gap.field for gap in faults(consent, performer)]


def guardian(cabinet, **changes):
    return cabinet.consent(
        born=date(2012, 2, 29),
        court_approval="LA 22STMC 1",
        signatory={"did": cabinet.guardian.did, "capacity": "guardian", "authority": "birth certificate"},
        **changes,
    )


def test_an_adult_signs_for_themselves(cabinet):
    assert fields(cabinet.consent()) == []
    assert fields(cabinet.consent(born=date(1968, 5, 3))) == []


@pytest.mark.parametrize("capacity", ["guardian", "heir", "union"])
def test_nobody_else_signs_for_a_living_adult(cabinet, capacity):
    signatory = {"did": cabinet.agent.did, "capacity": capacity, "authority": "a letter"}
    assert fields(cabinet.consent(signatory=signatory)) == ["signatory.capacity"]


def test_an_authorised_representative_names_the_document(cabinet):
    signatory = {"did": cabinet.agent.did, "capacity": "authorised_representative"}
    assert fields(cabinet.consent(signatory=signatory)) == ["signatory.authority"]
    assert fields(cabinet.consent(signatory={**signatory, "authority": "power of attorney, 3 May 2026"})) == []


def test_self_means_the_own_key(cabinet):
    assert fields(cabinet.consent(signatory={"did": cabinet.agent.did})) == ["signatory.did"]


def test_for_a_minor_a_guardian_signs_and_a_court_approves(cabinet):
    assert fields(guardian(cabinet)) == []
    assert fields(cabinet.consent(born=date(2012, 2, 29))) == ["court_approval", "signatory.capacity"]
    same = guardian(cabinet, subject=cabinet.guardian.did)
    assert fields(same) == ["signatory.did"]


def test_a_minor_in_the_register_is_one_whatever_the_consent_says(cabinet):
    performer = cabinet.performer(born=date(2012, 2, 29))
    assert fields(cabinet.consent(), performer) == ["court_approval", "signatory.capacity"]
    assert fields(cabinet.consent(born=date(1980, 1, 1)), performer)[0] == "born"


def test_a_minors_consent_ends_after_five_years_and_at_eighteen(cabinet):
    assert fields(guardian(cabinet, valid_to=datetime(2030, 3, 1, tzinfo=UTC))) == []
    assert fields(guardian(cabinet, valid_to=datetime(2030, 3, 2, tzinfo=UTC))) == ["valid_to"]
    assert fields(guardian(cabinet, valid_to=cabinet.now + 5 * YEAR)) == ["valid_to"]
    assert len(fields(guardian(cabinet, valid_to=cabinet.now + 6 * YEAR))) == 2


def test_an_adults_consent_ends_after_ten_years(cabinet):
    start = cabinet.consent().valid_from
    assert fields(cabinet.consent(valid_to=years_after(start, 10))) == []
    assert fields(cabinet.consent(valid_to=years_after(start, 10) + timedelta(seconds=1))) == ["valid_to"]


@pytest.mark.parametrize("capacity", ["authorised_representative", "heir", "union"])
def test_for_the_deceased_others_sign(cabinet, capacity):
    signatory = {"did": cabinet.agent.did, "capacity": capacity, "authority": "probate 12"}
    assert fields(cabinet.consent(subject_status="deceased", signatory=signatory)) == []


@pytest.mark.parametrize("capacity", ["self", "guardian"])
def test_the_deceased_do_not_sign(cabinet, capacity):
    signatory = {"did": cabinet.ada.did, "capacity": capacity, "authority": "a letter"}
    assert "signatory.capacity" in fields(cabinet.consent(subject_status="deceased", signatory=signatory))


def test_nobody_countersigns_for_themselves(cabinet):
    assert fields(cabinet.consent(countersigners=[cabinet.ada.did])) == ["countersigners"]


def test_whoever_may_revoke_has_seen_it(cabinet):
    assert fields(cabinet.consent(revokers=[cabinet.agent.did])) == ["revokers"]
    assert fields(cabinet.consent(revokers=[cabinet.agent.did], countersigners=[cabinet.agent.did])) == []


def test_a_leap_day_comes_of_age_on_the_first_of_march():
    assert eighteenth_birthday(date(2012, 2, 29)) == datetime(2030, 3, 1, tzinfo=UTC)
    assert is_minor(date(2012, 2, 29), datetime(2030, 2, 28, tzinfo=UTC))
    assert not is_minor(date(2012, 2, 29), datetime(2030, 3, 1, tzinfo=UTC))
    assert not is_minor(None, datetime(2030, 3, 1, tzinfo=UTC))
    assert years_after(datetime(9995, 1, 1, tzinfo=UTC), 10).year == 9999
