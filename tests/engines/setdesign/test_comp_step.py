import json

import numpy as np
import pytest
from small_room import small_room

from cleared import permit
from rushes.engines.setdesign import comp_step
from rushes.engines.setdesign.comp_step import comp, quality_of
from rushes.engines.setdesign.darkness import USUAL, key_of
from rushes.engines.setdesign.picture.pictures import QUALITIES, Quality, write_scene
from rushes.engines.setdesign.room_step import room_file, with_views
from rushes.media.exr import read_exr
from rushes.media.metering import metered
from rushes.plan import StepContext


def test_options_are_pictured_one_step_less_carefully():
    assert quality_of("review", 1) is QUALITIES["review"]
    assert quality_of("review", 6) is QUALITIES["draft"]
    assert quality_of("draft", 6) is QUALITIES["sheet"]


def test_a_darker_set_is_printed_to_a_lower_key():
    assert key_of(1.0) < key_of(0.75) < key_of(None) < key_of(0.0)
    assert key_of(USUAL) == pytest.approx(key_of(None))


@pytest.mark.blender
def test_every_set_up_of_a_room_is_pictured_and_exposed_alike(tmp_path, monkeypatch):
    monkeypatch.setattr(comp_step, "quality_of", lambda _quality, _options: Quality(48, 2, 0))
    for name in ("room", "scene", "out"):
        (tmp_path / name).mkdir()
    room = with_views(small_room(), 2)
    room.write(room_file(tmp_path / "room"))
    write_scene(permit(), room, tmp_path / "scene")
    option = {"number": 3, "values": {"darkness": 0.9}}
    (tmp_path / "room" / "explored.json").write_text(json.dumps({"options": [option], "shown": [3]}), encoding="utf-8")
    done = []
    ctx = StepContext(
        out=tmp_path / "out",
        inputs={"room": tmp_path / "room", "scene": tmp_path / "scene"},
        files={},
        params={
            "frames": [1001, 1002],
            "rate": "24/1",
            "options": 1,
            "quality": "draft",
            "seed": 1,
        },
        permit=permit(),
        report=lambda n, of: done.append((n, of)),
    )
    comp(ctx)
    assert done[-1] == (2, 2)
    one, two = (read_exr(tmp_path / "out" / f"comp.{frame}.exr") for frame in (1001, 1002))
    assert one.header["rushes:stops"] == two.header["rushes:stops"]
    assert one.picture().shape[:2] == (27, 48)
    assert metered(one.picture()[..., :3].astype(np.float32), key_of(0.9)) == pytest.approx(
        0.0, abs=0.02
    )  # dark as asked
    assert not np.array_equal(one.picture(), two.picture())
    assert not list((tmp_path / "out").glob("raw.*"))
    comp(ctx)  # what is whole is kept
    assert np.array_equal(read_exr(tmp_path / "out" / "comp.1001.exr").picture(), one.picture())
