from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.body import shape
from rushes.engines.body.shape import LOCAL, Knobs, base


def volume(body):
    corners = body.vertices[base().triangles]
    return float(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6)


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 1), st.floats(18, 95), st.floats(0, 1), st.floats(0, 1), st.sampled_from(LOCAL), st.floats(-1, 1))
def test_every_body_stands_upright_and_has_an_inside(male, age, muscle, weight, local, share):
    body = base().body(Knobs(male=male, age=age, muscle=muscle, weight=weight, local={local: share}))
    low, high = body.vertices.min(axis=0), body.vertices.max(axis=0)
    assert low[2] == pytest.approx(0, abs=1e-9)
    assert 1.4 < high[2] < 2.0
    assert low[0] == pytest.approx(-high[0], abs=2e-3)  # both sides alike
    assert 0.03 < volume(body) < 0.2
    assert body.joints["head"][2] > body.joints["l-knee"][2] > body.joints["l-ankle"][2] > 0


def test_weight_and_scale_make_it_larger():
    plain = volume(base().body(Knobs(male=1.0)))
    assert volume(base().body(Knobs(male=1.0, weight=0.9))) > 1.05 * plain
    assert volume(base().body(Knobs(male=1.0, scale=1.1))) == pytest.approx(1.331 * plain, rel=1e-6)


def test_it_faces_minus_y():
    body = base().body(Knobs())
    nose = body.vertices[: base().skin][np.abs(body.vertices[: base().skin, 0]) < 1e-3]
    head = nose[nose[:, 2] > body.joints["head"][2]]
    assert head[head[:, 1].argmin(), 1] < body.joints["head"][1] < head[head[:, 1].argmax(), 1]
    assert body.joints["l-shoulder"][0] > 0  # the wearer's left


def test_shares_of_macro_targets_add_up():
    shares = Knobs(male=0.3, age=50, muscle=0.8, weight=0.1).shares()
    assert sum(share for name, share in shares.items() if name.count("-") == 1) == pytest.approx(1)
    assert sum(share for name, share in shares.items() if name.count("-") == 3) == pytest.approx(1)


def test_weights_are_whole_and_the_file_is_small():
    assert base().weights.sum(axis=1) == pytest.approx(1)
    assert len(files(shape.__package__).joinpath("data/bodies.npz").read_bytes()) < 4e6
