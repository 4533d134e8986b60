"""A picture goes up to a real server and comes back, or a sentence says why not."""

import json

import numpy as np
import pytest

from cleared import permit
from comfy_server import GRAPH, comfy
from rushes.engines.comfyui.graph import filled
from rushes.engines.comfyui.server import server_at
from rushes.engines.reage.comfyui import editor, read_graph
from rushes.errors import BadInputError

GREY = np.full((40, 40, 3), 100 / 255, np.float32)
WORDS = {"seed": 7, "from": 61, "to": 45, "prompt": "younger"}


def test_a_picture_goes_up_and_comes_back_changed():
    with comfy() as server:
        after = editor(server_at(server.address, 20), GRAPH, WORDS, permit("alter"))(GREY)
        assert np.allclose(after * 255, [120, 100, 100], atol=0.01)
        (graph,) = server.graphs
        assert graph["2"]["inputs"]["filename_prefix"] == "aged 61 to 45"
        assert graph["3"]["inputs"] == {"seed": 7, "text": "younger", "cfg": 4.0}
        assert graph["1"]["inputs"]["image"] in server.held


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("nodes", "did not run the graph .*no outputs"),
        ("fails", "did not run the graph .*out of memory"),
        ("never", "had not made a picture after 1 s"),
        ("two", "saved 2 pictures"),
        ("wide", "made a picture of 40x20"),
    ],
)
def test_what_goes_wrong_there_is_a_sentence(mood, said):
    with comfy(mood) as server, pytest.raises(BadInputError, match=said) as refused:
        editor(server_at(server.address, 1), GRAPH, WORDS, permit("alter"))(GREY)
    assert "\n" not in str(refused.value)


def test_nobody_there_is_a_sentence():
    with comfy() as server:
        gone = server.address
    with pytest.raises(BadInputError, match="can't be reached"):
        editor(server_at(gone, 5), GRAPH, WORDS, permit("alter"))(GREY)


def test_no_proxy_is_asked(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with comfy() as server:
        assert editor(server_at(server.address, 20), GRAPH, WORDS, permit("alter"))(GREY).shape == GREY.shape


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com:8188", "http://8.8.8.8:8188", "https://127.0.0.1", "127.0.0.1:8188", "http://0.0.0.0:8188", "http://[::ffff:8.8.8.8]",
        "http://user@127.0.0.1:8188", "http://127.0.0.1/elsewhere", "http://127.0.0.1:99999", "", "ftp://127.0.0.1",
    ],
)  # fmt: skip
def test_pictures_go_to_no_server_elsewhere(address):
    with pytest.raises(BadInputError, match=r"model\.server") as refused:
        server_at(address, 5)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["http://localhost:8188", "http://192.168.1.20", "http://[::1]:8188", "http://10.0.0.4:9000/"]
)
def test_servers_of_ones_own_network_are_taken(address):
    assert server_at(address, 5).port in {8188, 9000}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "can't be read"),
        ("[]", "no graph in ComfyUI's API format"),
        ('{"nodes": [], "links": []}', "no graph in ComfyUI's API format"),
        ('{"1": {"class_type": "LoadImage", "inputs": {"image": "face.png"}}}', "takes the picture"),
    ],
)
def test_what_is_no_graph_is_a_sentence(tmp_path, text, said):
    path = tmp_path / "graph.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=said):
        read_graph(path)


def test_a_graph_keeps_what_it_does_not_leave_open(tmp_path):
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(GRAPH), encoding="utf-8")
    assert filled(read_graph(path), {}) == GRAPH
