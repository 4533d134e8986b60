"""Who speaks where: the one that was nearer to a key that it had not seen."""

import numpy as np

from lit_head import lit_head
from rushes.engines.reage.canonical import TALL, WIDE, brought, in_place, looked_at, taken_back
from rushes.engines.reage.learning import WHOLE, merged, winners
from rushes.engines.reage.window import Window


def row(frame, **regions):
    return {
        "frame": frame,
        "regions": {name: dict(zip(("flow", "network"), errors, strict=True)) for name, errors in regions.items()},
    }


def test_the_nearer_one_wins_by_region():
    rows = [row(1001, everywhere=(2.0, 3.0), bags=(5.0, 1.0)), row(1040, everywhere=(2.0, 2.5), bags=(0.5, 1.0))]
    assert winners(rows) == {WHOLE: "flow", "bags": "network"}
    assert winners([]) == {WHOLE: "flow"}


def test_the_winner_speaks_and_the_network_where_flow_is_not_believed():
    light, _, mesh = lit_head()
    window = Window.of(mesh.points, light.shape[1], light.shape[0])
    inside = window.inside(mesh.points)
    size = window.size
    flow, network = np.full((size[1], size[0], 3), 1.0, np.float32), np.full((size[1], size[0], 3), 2.0, np.float32)
    trust = np.ones(flow.shape[:2], np.float32)
    trust[:, : size[0] // 8] = 0
    found = merged(window.cut(light), mesh.points, window, flow, trust, network, {WHOLE: "flow", "chin": "network"})
    chin, brow = inside[199, :2].astype(int), inside[9, :2].astype(int)
    assert found[chin[1], chin[0], 0] > 1.5
    assert found[brow[1], brow[0], 0] < 1.1
    assert (found[:, : size[0] // 8] == 2.0).all()


def test_a_face_comes_to_its_place_and_back():
    light, _, mesh = lit_head()
    there = in_place(mesh.points)
    assert abs(there[[33, 263], 0].mean() - WIDE / 2) < 0.5
    seen = looked_at(light, mesh.points, there)
    assert seen.shape == (5, TALL, WIDE)
    assert np.isfinite(seen).all()
    back = taken_back(brought(light, mesh.points), mesh.points, (light.shape[1], light.shape[0]))
    x, y = mesh.points[205, :2].astype(int)
    assert np.abs(back[y - 20 : y + 20, x - 20 : x + 20] - light[y - 20 : y + 20, x - 20 : x + 20]).mean() < 0.03
