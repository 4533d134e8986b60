"""What a vendor's work costs is said first, and nobody's silence is a yes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.cli import paying
from rushes.cli.paying import agreed

RATE = Fraction(24)
VEO = Finish(
    method="veo", hosted="veo-3.1-generate-001", licence="its terms", source="Google", trained_on="nobody says"
)


@pytest.fixture
def brief(monkeypatch):
    monkeypatch.delenv("GOOGLE_VERTEX_BASE_URL", raising=False)
    return Brief(shot="010_0010", kind="clip", finish=VEO)


def test_the_price_is_said_and_silence_is_no_yes(brief, capsys):
    assert agreed(brief, RATE, yes=False).finish.budget_usd is None
    assert "draws 4 s for 1.60 USD (0.4 a second by others who quote" in capsys.readouterr().out


def test_a_yes_is_one_to_that_price(brief, monkeypatch):
    assert agreed(brief, RATE, yes=True).finish.budget_usd == 1.6
    monkeypatch.setattr(paying.sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(paying.click, "confirm", lambda words: "pay 1.60 USD" in words)
    assert agreed(brief, RATE, yes=False).finish.budget_usd == 1.6


def test_no_yes_goes_over_a_budget(brief):
    bound = brief.model_copy(update={"finish": VEO.model_copy(update={"budget_usd": 0.5})})
    assert agreed(bound, RATE, yes=True).finish.budget_usd == 0.5


def test_what_costs_nothing_is_not_asked_about(brief, capsys):
    here = brief.model_copy(update={"finish": Finish()})
    assert agreed(here, RATE, yes=False) is here
    assert capsys.readouterr().out == ""
