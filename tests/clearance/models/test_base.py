"""An adapter lies over the model that it was trained for, and over those that its card names besides."""

from __future__ import annotations

from datetime import UTC, datetime

from rushes.clearance import Action, Question, Registry, Verdict, clear
from rushes.clearance.models import Base, ModelCard, Review, needs_its_base
from rushes.clearance.question import Brought

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
OWN, FAMILY, OTHER = "a" * 64, "b" * 64, "c" * 64
REVIEW = Review(by="Ida Vale", on=NOW.date())


def adapter(*, base=OWN, also=()):
    return ModelCard(
        id="house-look",
        weights="house-look.safetensors",
        weights_sha256="d" * 64,
        licence="ours",
        reviewed=REVIEW,
        base=Base(id="pipe-1", weights_sha256=base, licence="ours") if base else None,
        also_over=tuple(Base(id="vace", weights_sha256=one, licence="ours") for one in also),
    )


def asked(card, under):
    whole = Brought(sha256=under, licence="ours", training="licensed")
    over = Brought(sha256=card.weights_sha256, licence="ours", training="licensed", card=card)
    question = Question(
        production="SHOW", actions=(Action.GENERATE,), brief_sha256="e" * 64, training="licensed", brought=(whole, over)
    )
    return clear(question, Registry(), ("house",), now=NOW)


def test_it_is_laid_over_its_own_base():
    assert asked(adapter(), OWN).verdict is Verdict.CLEARED


def test_another_model_is_refused_however_well_it_fits():
    clearance = asked(adapter(), OTHER)
    assert clearance.verdict is Verdict.REFUSED
    (reason,) = [one for one in clearance.reasons if one.rule == "house/adapters-need-their-base"]
    assert reason.required == f"the model pipe-1 ({OWN[:12]}) under house-look, which was trained for it"
    assert reason.found == f"the model {OTHER[:12]}"
    assert "Bring pipe-1 under finish.model" in reason.remedy


def test_what_its_card_names_besides_takes_it():
    assert asked(adapter(also=(FAMILY,)), FAMILY).verdict is Verdict.CLEARED
    assert asked(adapter(also=(FAMILY,)), OTHER).verdict is Verdict.REFUSED


def test_another_adapter_is_no_base():
    assert needs_its_base(adapter(), ())[0].found == "no model"
    first, second = adapter(), adapter().model_copy(update={"id": "second", "weights_sha256": "f" * 64})
    question = Question(
        production="SHOW",
        actions=(Action.GENERATE,),
        brief_sha256="e" * 64,
        training="licensed",
        brought=(
            Brought(sha256=OTHER, licence="ours", training="licensed"),
            Brought(sha256=OWN, licence="ours", training="licensed", card=first),
            Brought(sha256="f" * 64, licence="ours", training="licensed", card=second),
        ),
    )
    assert clear(question, Registry(), ("house",), now=NOW).verdict is Verdict.REFUSED


def test_a_card_without_a_base_binds_nothing_and_old_cards_keep_their_name():
    assert needs_its_base(adapter(base=""), (OTHER,)) == ()
    assert "also_over" not in adapter().model_dump(mode="json")
