"""A network in a file: run, or refused in a sentence."""

import numpy as np
import pytest

from rushes.engines.reage.onnx_network import editor, load
from rushes.errors import BadInputError
from small_onnx import network

GREY = np.full((64, 64, 3), 0.5, np.float32)


@pytest.mark.parametrize("tile", [64, 24])
def test_the_years_reach_the_network(tmp_path, tile):
    path = network(tmp_path / "n.onnx", red=0.1, per_year=0.002)
    for ages in ((61, 45), (45, 61)):
        after = editor(load(path, tile), path, ages)(GREY)
        years = 0.002 * (ages[0] - ages[1])
        assert np.allclose(after, np.array([0.6, 0.5, 0.5]) + years, atol=1e-5)


def test_what_runs_it_is_known(tmp_path):
    name, _, version = load(network(tmp_path / "n.onnx"), 64).by.partition(" ")
    assert name in {"opencv", "onnxruntime"}
    assert version


@pytest.mark.parametrize("channels", [{"into": 4}, {"out": 2}])
def test_another_interface_is_a_sentence(tmp_path, channels):
    path = network(tmp_path / "n.onnx", **channels)
    with pytest.raises(BadInputError, match=r"n\.onnx") as refused:
        editor(load(path, 64), path, (61, 45))(GREY)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"not a network at all", b"\x08\x08\x3a\x02"])
def test_what_is_no_network_is_a_sentence(tmp_path, content):
    path = tmp_path / "n.onnx"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match="can't be run") as refused:
        editor(load(path, 64), path, (61, 45))(GREY)
    assert "\n" not in str(refused.value)
