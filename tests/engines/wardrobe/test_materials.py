import csv
import io
from pathlib import Path

import pytest

from rushes.brief.wardrobe import Body, Piece, Wardrobe
from rushes.engines.lookdev.prices import prices
from rushes.engines.wardrobe.asked import asked_of
from rushes.engines.wardrobe.look import drafted
from rushes.engines.wardrobe.materials import as_csv, from_json, rows_of, said_total, to_json, total
from rushes.engines.wardrobe.papers.cutting_list import cutting_list
from rushes.engines.wardrobe.space import look_of, usual_values
from rushes.errors import BadInputError


@pytest.fixture(scope="module")
def taken():
    asked = asked_of(Body(), Wardrobe(pieces=(Piece(garment="waistcoat", fabric="velvet", buttons="brass"),)))
    one = look_of(asked, usual_values(asked)).dressed[0]
    listed = cutting_list(drafted(one.pieces[0], one))
    return one.pieces[0], listed


def test_a_waistcoat_takes_velvet_lining_buttons_and_thread(taken):
    rows = {row.name: row for row in rows_of(*taken, prices())}
    shell = next(marker for marker in taken[1].markers if marker.cloth == "shell")
    assert rows["cotton velvet"].amount == round(shell.length, 2)
    assert rows["brass buttons"].amount == 5
    assert {"viscose lining", "buckle", "sewing thread"} <= set(rows)
    assert all(row.assumed for row in rows.values())
    assert rows["brass buttons"].cost == 5 * prices().of("brass buttons").amount


def test_the_sum_is_said_with_what_is_assumed_and_what_is_missing(taken):
    rows = rows_of(*taken, prices())
    assert f"about {total(rows):.0f} GBP" in said_total(rows, "GBP")
    assert "all at assumed usual prices" in said_total(rows, "GBP")
    own = rows_of(*taken, prices(given={"cotton velvet": 31.0}, currency="EUR"))
    said = said_total(own, "EUR")
    assert "without viscose lining" in said
    assert "assumed" not in said
    assert [row["cost EUR"] for row in csv.DictReader(io.StringIO(as_csv(own, "EUR")))][-1] == f"{total(own):.2f}"


def test_rows_are_the_same_after_they_were_written(taken):
    rows = rows_of(*taken, prices())
    assert from_json(to_json(rows, "GBP")) == (rows, "GBP")


def test_a_show_s_own_prices_stand_above_ours_and_the_brief_s_above_them(tmp_path):
    own = tmp_path / "prices.yaml"
    own.write_text("currency: GBP\ncotton velvet: 35\nseal fur: {price: 900, unit: m², width: 0}\n")
    assert prices(own=own).of("cotton velvet").amount == 35
    assert not prices(own=own).of("cotton velvet").assumed
    assert prices(own=own).of("denim").assumed
    assert prices(own=own).of("seal fur").unit == "m²"
    assert prices(own=own, given={"cotton velvet": 20}).of("cotton velvet").amount == 20


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cotton velvet: 35\n", "has no currency"),
        ("currency: euro\n", "has no currency"),
        ("currency: EUR\ndenim: cheap\n", "denim is 'cheap'. Write a price"),
        ("currency: EUR\ndenim: {price: 3, unit: yard}\n", "units are m, m², each"),
        ("currency: [EUR\n", "this is not YAML"),
    ],
)
def test_a_price_table_that_can_t_be_used_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    own = tmp_path / "prices.yaml"
    own.write_text(text)
    with pytest.raises(BadInputError) as caught:
        prices(own=own)
    assert sentence in str(caught.value)


def test_two_currencies_are_not_mixed(tmp_path):
    own = tmp_path / "prices.yaml"
    own.write_text("currency: EUR\ndenim: 12\n")
    with pytest.raises(BadInputError, match="Nothing is converted"):
        prices(own=own, currency="USD")
    assert prices(own=own).of("cotton velvet") is None
