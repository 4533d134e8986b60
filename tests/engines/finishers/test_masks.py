"""Where a model may draw, by names of the scene and the mattes of our pictures; elsewhere our picture stays."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from rushes.engines.finishers.contract import Asked
from rushes.engines.finishers.families import FAMILIES
from rushes.engines.finishers.masks import laid_back, masks_of
from rushes.errors import BadInputError
from rushes.media.exr import write_exr

CODES = {"vase": "3f000001", "vase_piece_1": "3f000002", "table": "3f000003", "vase_2": "3f000004"}
"""Prims and their ids: a vase, a piece of it, the table under it, and another vase."""


@pytest.fixture
def scene(tmp_path):
    """A picture of four columns: vase, its piece, table, another vase; the last row half the table's."""
    ids = np.array([int(CODES[name], 16) for name in ("vase", "vase_piece_1", "table", "vase_2")], np.uint32)
    ids = np.broadcast_to(ids.view(np.float32), (4, 4)).copy()
    share = np.ones((4, 4), np.float32)
    share[3] = 0.5
    nothing = np.zeros((4, 4), np.float32)
    channels = {band: np.full((4, 4), 0.2, np.float32) for band in "RGBA"}
    channels |= {
        f"CryptoObject00.{at}": plane for at, plane in zip("RGBA", (ids, share, nothing, nothing), strict=True)
    }
    header = {"cryptomatte/1/name": "CryptoObject", "cryptomatte/1/manifest": json.dumps(CODES)}
    write_exr(tmp_path / "comp.1001.exr", channels, frame=1001, rate=Fraction(24), header=header)
    facts = {"things": [{"name": "vase", "actors": ["vase"]}, {"name": "table", "actors": ["table"]}, {"name": "jug", "actors": []}]}  # fmt: skip
    (tmp_path / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    return [tmp_path / "comp.1001.exr"], tmp_path / "facts.json"


def test_only_a_thing_is_drawn_and_what_came_off_it(scene):
    (mask,) = masks_of(*scene, only=["vase"], keep=())
    assert mask[0].tolist() == [255, 255, 0, 0]
    assert mask[3].tolist() == [128, 128, 0, 0], "an edge is where the thing's edge is"


def test_what_is_kept_is_not_drawn(scene):
    (mask,) = masks_of(*scene, only=(), keep=["table"])
    assert mask[0].tolist() == [255, 255, 0, 255]
    (mask,) = masks_of(*scene, only=["vase", "table"], keep=["vase"])
    assert mask[0].tolist() == [0, 0, 255, 0]


def test_a_thing_that_isnt_seen_masks_nothing(scene):
    assert masks_of(*scene, only=["jug"], keep=()).max() == 0


def test_what_isnt_there_is_a_sentence(scene, tmp_path):
    with pytest.raises(BadInputError, match=r'Nothing in the scene is called "lamp"\. There are: jug, table, vase'):
        masks_of(*scene, only=["lamp"], keep=())
    write_exr(
        tmp_path / "draft.exr", {band: np.ones((4, 4), np.float32) for band in "RGBA"}, frame=1, rate=Fraction(24)
    )
    with pytest.raises(BadInputError, match=r"draft\.exr holds no mattes.*review or final quality"):
        masks_of([tmp_path / "draft.exr"], scene[1], only=["vase"], keep=())


def test_elsewhere_our_picture_is_what_it_was():
    drawn, ours = np.full((1, 1, 3, 3), 200, np.uint8), np.full((1, 1, 3, 3), 17, np.uint8)
    masks = np.array([[[0, 128, 255]]], np.uint8)
    assert laid_back(drawn, ours, masks)[0, 0, :, 0].tolist() == [17, 109, 200]


def test_vace_is_shown_our_picture_where_it_stays_and_references_unstretched():
    pytest.importorskip("diffusers", reason="the extra diffusers is not installed")
    control, ours = np.full((1, 16, 16, 3), 90, np.uint8), np.full((1, 16, 16, 3), 10, np.uint8)
    masks = np.zeros((1, 16, 16), np.uint8)
    masks[:, :, 8:] = 255
    look = np.full((20, 50, 3), 7, np.uint8)
    asked = Asked("x", 1, 16, 16, Fraction(24), 1, 1, control=control, masks=masks, ours=ours, references=(look,))
    told = FAMILIES["WanVACEPipeline"].told(None, asked)
    assert np.asarray(told["video"][0])[0, [0, 15], 0].tolist() == [10, 90]
    assert told["reference_images"][0].size == (50, 20)
