import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lit_head import lit_head
from rushes.brief.reage import Form
from rushes.engines.reage.form import LIFTS, displacement
from rushes.engines.reage.window import MM_OUTER_CORNERS, iod_px

LIMITS = {
    name: next(
        limit.le
        for limit in Form.model_fields[name].annotation.__args__[0].__metadata__[0].metadata
        if hasattr(limit, "le")
    )
    for name in LIFTS
}


def moved(**form):
    light, _, mesh = lit_head()
    return displacement(mesh.points, (light.shape[1], light.shape[0]), form), mesh.points


def at(field, point):
    x, y = np.round(point[:2]).astype(int)
    return field[y, x]


def test_every_slider_of_the_brief_moves_something():
    assert set(LIFTS) == set(Form.model_fields)
    for name in LIFTS:
        field, _ = moved(**{name: 2.0})
        assert np.abs(field).max() > 0.3, name


def test_a_jaw_is_lifted_by_the_millimetres_that_are_asked_and_the_eyes_stay():
    field, mesh = moved(jaw_mm=4.0)
    pixel = MM_OUTER_CORNERS / iod_px(mesh)
    lift = field[..., 1].max() * pixel
    assert 1.5 < lift < 4.5
    assert (at(field, mesh[159]) == 0).all()
    assert (at(field, mesh[10]) == 0).all()


def test_both_sides_move_alike():
    field, mesh = moved(brows_mm=3.0)
    right, left = at(field, mesh[53]), at(field, mesh[283])
    assert right[1] == pytest.approx(left[1], rel=0.25)


def test_nothing_asked_nothing_moves():
    field, _ = moved()
    assert not field.any()


@settings(deadline=None, max_examples=25)
@given(st.fixed_dictionaries({name: st.floats(-limit, limit) for name, limit in LIMITS.items()}))
def test_nothing_ever_folds_over(form):
    field, _ = moved(**form)
    dy, dx = np.gradient(field, axis=(0, 1))
    area = (1 + dx[..., 0]) * (1 + dy[..., 1]) - dx[..., 1] * dy[..., 0]
    assert area.min() > 0


@pytest.mark.parametrize("down", [-4.75, -4.7, -4.5])
def test_brows_that_sink_onto_the_eyes_do_not_fold_between_the_places_where_it_is_looked(down):
    field, _ = moved(brows_mm=down)
    dy, dx = np.gradient(field, axis=(0, 1))
    assert ((1 + dx[..., 0]) * (1 + dy[..., 1]) - dx[..., 1] * dy[..., 0]).min() > 0.05
