"""The term of protection: by territory, from the end of the year of death, and judged at a moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from clearable import judged, nobody

from rushes.clearance.policy.protection import is_free, term_of
from rushes.clearance.question import Owner, Seen, Shown
from rushes.clearance.records.consent import Action
from rushes.clearance.records.registry import Registry
from rushes.clearance.records.work import Leave
from rushes.clearance.verdict import Verdict

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("died", "territories", "until"),
    [
        (1610, (), 1705),
        (1926, (), 2021),
        (1931, (), 2026),
        (1944, (), 2044),
        (1944, ("FR", "DE"), 2014),
        (1954, ("FR",), 2024),
        (1954, ("ES",), 2034),
        (1954, ("MX",), 2054),
        (1943, ("MX",), 2013),
        (1954, ("US", "FR"), 2049),
        (1954, ("worldwide",), 2054),
    ],
)
def test_the_longest_term_where_it_is_seen_counts(died: int, territories: tuple[str, ...], until: int) -> None:
    assert term_of(died, territories).until == until


def test_a_term_runs_until_the_end_of_its_last_year() -> None:
    assert not is_free(1931, (), datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    assert is_free(1931, (), datetime(2027, 1, 1, tzinfo=UTC))
    assert not is_free(None, (), NOW)


def style(*owners: Owner) -> tuple[Shown, ...]:
    return (Shown(words="in the style of it", how="style", owners=owners),)


def test_a_free_style_clears_and_says_why() -> None:
    clearance = judged(nobody(shown=style(Owner(name="Caravaggio", died=1610))), Registry())
    assert clearance.verdict is Verdict.CLEARED
    assert [reason.rule for reason in clearance.reasons] == ["house/style-is-free"]
    assert "who died in 1610: works free since the end of 1705" in clearance.reasons[0].found


@pytest.mark.parametrize(
    ("owner", "models", "verdict"),
    [
        (Owner(name="Caravaggio", died=1610), ("house-look",), Verdict.CLEARED),
        (Owner(name="Caravaggio", died=1610), (), Verdict.REFUSED),
        (Owner(name="Banksy"), ("house-look",), Verdict.ESCALATE),
    ],
)
def test_a_free_style_may_be_learned_from_a_list_and_no_other(
    owner: Owner, models: tuple[str, ...], verdict: Verdict
) -> None:
    question = nobody(shown=style(owner), actions=(Action.TRAIN,), models=models)
    clearance = judged(question, Registry())
    assert clearance.verdict is verdict
    if verdict is Verdict.CLEARED:
        assert [reason.rule for reason in clearance.reasons] == ["house/style-is-free-in-the-list"]
        unknown = question.model_copy(update={"plate": Seen(faces=1, unknown=1)})
        assert judged(unknown, Registry()).verdict is not Verdict.CLEARED


def test_one_living_artist_among_dead_ones_is_asked_about() -> None:
    both = style(Owner(name="Caravaggio", died=1610), Owner(name="Banksy"))
    clearance = judged(nobody(shown=both), Registry(), "netflix-2025-11")
    assert clearance.verdict is Verdict.ESCALATE
    found = next(reason for reason in clearance.reasons if reason.rule == "house/style-of-an-artist")
    assert "Banksy, of whom no year of death is known" in found.found
    assert "the palette" in found.remedy


def test_where_it_is_seen_decides() -> None:
    kahlo = style(Owner(name="Frida Kahlo", died=1954))
    assert judged(nobody(shown=kahlo, territories=("FR",)), Registry()).verdict is Verdict.CLEARED
    world = judged(nobody(shown=kahlo), Registry())
    assert world.verdict is Verdict.ESCALATE
    assert "protected in MX until the end of 2054" in world.reasons[0].found


def leave(**changes: object) -> Leave:
    fields = {
        "id": "urn:uuid:1", "names": ("Frida Kahlo",), "holder": "the trust", "production": nobody().production, "decided_by": "M. Oduya",
        "role": "counsel", "did": "did:key:z", "evidence": ("contract 9",), "decided_at": datetime(2026, 1, 1, tzinfo=UTC),
        "expires_at": datetime(2030, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    return Leave.model_validate({**fields, **changes})


def test_a_leave_in_force_clears_and_no_other_does() -> None:
    asked = nobody(shown=style(Owner(name="Frida Kahlo", died=1954)))
    cleared = judged(asked, Registry(leaves=(leave(),)))
    assert cleared.verdict is Verdict.CLEARED
    assert "with the leave of the trust" in cleared.reasons[0].found
    for change in (
        {"names": ("Banksy",)}, {"production": "OTHER"}, {"shots": ("999_*",)}, {"expires_at": datetime(2026, 2, 1, tzinfo=UTC)},
        {"decided_at": datetime(2029, 1, 1, tzinfo=UTC)},
    ):  # fmt: skip
        assert judged(asked, Registry(leaves=(leave(**change),))).verdict is Verdict.ESCALATE


def test_a_leave_for_a_character_clears_it() -> None:
    asked = nobody(shown=(Shown(words="Darth Vader", how="protected_work", owners=(Owner(name="Darth Vader"),)),))
    assert judged(asked, Registry()).verdict is Verdict.ESCALATE
    assert judged(asked, Registry(leaves=(leave(names=("darth vader",)),))).verdict is Verdict.CLEARED
