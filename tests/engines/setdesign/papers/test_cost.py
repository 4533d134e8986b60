"""What a set's finishes cost is what is ordered at the prices in force, and what is assumed is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_room import small_room

from rushes.engines.lookdev.prices import prices
from rushes.engines.setdesign.grammar.grow import grow, styles
from rushes.engines.setdesign.model.finish import Finish
from rushes.engines.setdesign.papers.cost import costs, price_of, told
from rushes.engines.setdesign.papers.drawings import write_papers
from rushes.errors import BadInputError

ROOM = small_room()


def test_a_given_price_is_taken_for_what_is_ordered() -> None:
    rows = {row.finish: row for row in costs(ROOM, prices(given={"floor": 10.0}))}
    assert rows["floor"].order_m2 == 27  # 24 m2 and a tenth
    assert rows["floor"].amount == pytest.approx(270.0)
    assert not rows["floor"].price.assumed
    assert rows["wall"].price.assumed


def test_a_price_of_cloth_is_none_of_a_surface() -> None:
    velvet = Finish("cotton velvet", "velvet", "cotton velvet", (0.2, 0.2, 0.2))
    assert price_of(velvet, prices()) is None


def test_a_shows_own_price_stands_above_the_usual_one(tmp_path) -> None:
    own = tmp_path / "prices.yaml"
    own.write_text("currency: EUR\nfloor: {price: 30, unit: m²}\n")
    rows = {row.finish: row for row in costs(ROOM, prices(own=own))}
    assert rows["floor"].amount == pytest.approx(27 * 30)
    assert rows["wall"].price is None  # usual ones are in another currency
    sentence = told(tuple(rows.values()), "EUR")
    assert "about 810 EUR" in sentence
    assert "at the prices given" in sentence
    assert "No price is known of" in sentence


def test_usual_prices_are_said_to_be_assumed() -> None:
    rows = costs(ROOM, prices())
    assert all(row.price is not None and row.price.assumed for row in rows)
    whole = sum(row.amount or 0.0 for row in rows)
    assert f"about {whole:,.0f} GBP" in told(rows, "GBP")
    assert "which are assumed" in told(rows, "GBP")


@pytest.mark.parametrize("style", styles())
def test_every_surface_of_every_style_has_a_usual_price(style: str) -> None:
    assert [row.finish for row in costs(grow(style), prices()) if row.price is None] == []


def test_the_schedule_and_the_notes_have_them(tmp_path) -> None:
    write_papers(replace(ROOM, title="Priced"), tmp_path, prices=prices())
    head, *rows = (tmp_path / "finishes.csv").read_text().splitlines()
    assert "Cost GBP" in head
    assert any("assumed" in row for row in rows)


def test_two_currencies_are_not_added(tmp_path) -> None:
    own = tmp_path / "prices.yaml"
    own.write_text("currency: EUR\n")
    with pytest.raises(BadInputError, match="Nothing is converted"):
        prices(own=own, currency="USD")
