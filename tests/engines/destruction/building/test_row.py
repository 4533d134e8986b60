"""Tests of a row: houses that stand for themselves, each with its own storeys, bays and chance."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief import brief_from_text
from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.building.row import house_of, house_spec, house_x, houses_at
from rushes.engines.destruction.building.solid import bounds
from rushes.engines.destruction.spec import BuildingSpec, resolve
from rushes.errors import BadInputError

ROW = BuildingSpec(storeys=2, bays=2, bays_deep=2, row=3, gap_m=5.0, detail=0.3)


@pytest.fixture(scope="module")
def pieces():
    return break_building(ROW)


@given(
    st.builds(
        BuildingSpec,
        storeys=st.integers(1, 2),
        bays=st.integers(1, 3),
        bays_deep=st.just(1),
        row=st.integers(2, 4),
        gap_m=st.floats(1.0, 12.0),
        detail=st.just(0.25),
    )
)
@settings(max_examples=8, deadline=None)
def test_houses_stand_apart_by_the_gap_and_their_bays_run_on(spec):
    solids = raise_building(spec)
    x = np.array([bounds(solid.faces)[:, 0] for solid in solids])
    house = np.array([solid.bay[0] for solid in solids]) // (spec.bays + 1)
    np.testing.assert_array_equal(house, houses_at(spec, x.mean(axis=1)))
    ends = [(x[house == one, 0].min(), x[house == one, 1].max()) for one in range(spec.row)]
    for (_, end), (begin, _) in zip(ends[:-1], ends[1:], strict=True):
        assert spec.gap_m - 1.0 < begin - end < spec.gap_m + 0.01, "copings reach into it a little"
    assert ends[-1][1] - ends[0][0] == pytest.approx(spec.width_m, abs=0.8)


def test_no_bond_and_no_chunk_reaches_across_a_gap(pieces):
    assert pieces.houses == 3
    assert (pieces.house[pieces.bond_a] == pieces.house[pieces.bond_b]).all()
    for cluster in np.unique(pieces.cluster):
        assert len(np.unique(pieces.house[pieces.cluster == cluster])) == 1


def test_houses_have_chances_of_their_own(pieces):
    mass = [float(pieces.mass[pieces.house == one].sum()) for one in range(3)]
    assert len(set(np.round(mass, 3))) == 3
    assert len({house_spec(ROW, one).seed for one in range(3)}) == 3


def test_a_house_is_taken_out_whole_with_bays_of_its_own(pieces):
    for number in range(3):
        house, rows, x = house_of(pieces, number)
        assert x == pytest.approx(house_x(ROW, number), abs=0.05)
        assert house.houses == 1
        assert set(np.unique(house.bay[:, 0])) == {0, 1}
        np.testing.assert_allclose(house.centre[:, 0], pieces.centre[rows, 0] - x)
        assert abs(house.extent[:, 0].sum()) < 0.2
        np.testing.assert_array_equal(rows[house.bond_a], pieces.bond_a[pieces.house[pieces.bond_a] == number])
        for piece in (0, len(house) - 1):
            np.testing.assert_array_equal(house.points(piece), pieces.points(rows[piece]))
            np.testing.assert_array_equal(house.faces(piece), pieces.faces(rows[piece]))


def test_a_row_survives_being_written(pieces, tmp_path):
    pieces.save(tmp_path / "building.npz")
    assert Pieces.load(tmp_path / "building.npz").houses == 3


def test_one_house_is_what_it_was():
    alone = BuildingSpec(storeys=2, bays=2, bays_deep=2, detail=0.3)
    assert break_building(alone).houses == 1
    assert alone.width_m == 8.0


@pytest.mark.parametrize(
    ("words", "row", "way"),
    [
        ("A row of three houses: one topples into the next.", 3, "domino"),
        ("Three office blocks in a row, each falls into the next.", 3, "domino"),
        ("A row of 4 concrete apartment blocks, gaps of 4 m, implodes.", 4, "implosion"),
        ("An eight-storey apartment block implodes.", 1, "implosion"),
    ],
)
def test_a_row_is_read_from_plain_words_and_built(words, row, way):
    brief = brief_from_text(words, "010_0010", Fraction(24), seed=1)
    assert (brief.building.row, brief.collapse.way) == (row, way)
    building = resolve(brief, Fraction(24)).building
    assert building.row == row
    assert 0.5 <= building.gap_m <= 0.45 * building.roof_m
    assert building.width_m == pytest.approx(row * building.bays * building.bay_width_m + (row - 1) * building.gap_m)


def asked(**building):
    text = "A concrete apartment block. Like dominoes."
    brief = brief_from_text(text, "010_0010", Fraction(24), seed=1)
    return brief.model_copy(update={"building": brief.building.model_copy(update=building)})


@pytest.mark.parametrize(
    ("brief", "width", "said"),
    [
        (asked(row=2, gap_m=29.0), None, "does not reach the next one 29 m away"),
        (asked(row=6, storeys=20, bays=5, bays_deep=4), None, "storeys of 5 x 4 bays 6 times are 2400 rooms"),
        (asked(row=2), 20.0, "site is about one building in a plate"),
        (asked(row=2, form="wall"), None, "a wall stands alone"),
    ],
)
def test_a_row_that_can_not_be_is_refused_in_a_sentence(brief, width, said):
    with pytest.raises(BadInputError, match=said):
        resolve(brief, Fraction(24), facade_width_m=width)
