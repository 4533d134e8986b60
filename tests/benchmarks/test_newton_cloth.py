import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from rushes.errors import BadInputError


@pytest.fixture
def newton_cloth(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).resolve().parents[2] / "benchmarks")
    from measuring import newton_cloth

    return newton_cloth


def test_where_newton_is_not_there_it_is_said_what_to_install(newton_cloth, monkeypatch):
    monkeypatch.setitem(sys.modules, "newton", None)
    with pytest.raises(BadInputError, match=r"pip install --no-deps newton==[\d.]+ warp-lang=="):
        newton_cloth.newton()


def test_a_button_pulls_its_two_sides_together_as_hard_as_it_is_stretched(newton_cloth):
    at = np.array([[0.0, 0.0, 0.0], [0.024, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.003, 1.0]], np.float32)
    forces = np.zeros_like(at)
    state = SimpleNamespace(
        particle_q=SimpleNamespace(numpy=lambda: at), particle_f=SimpleNamespace(numpy=lambda: forces)
    )
    newton_cloth._button(state, np.array([[0, 1], [2, 3]]))
    np.testing.assert_allclose(forces[0], [0.02 * newton_cloth.BUTTON_N_M, 0, 0], rtol=1e-5)
    np.testing.assert_allclose(forces[1], -forces[0])
    assert not forces[2:].any()


def test_a_button_that_holds_nothing_does_nothing(newton_cloth):
    newton_cloth._button(SimpleNamespace(), np.zeros((0, 2), np.int64))
