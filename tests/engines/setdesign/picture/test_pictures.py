from __future__ import annotations

import json

import numpy as np
import pytest
from small_room import small_room

from cleared import permit
from rushes.engines.setdesign.picture.pictures import Quality, make_pictures
from rushes.errors import BadInputError
from rushes.media.exr import read_exr


@pytest.mark.blender
def test_pictures_are_written_with_what_was_done(tmp_path):
    done = []
    (made,) = make_pictures(
        permit(), small_room(), tmp_path, quality=Quality(48, 2, 0), report=lambda n, of: done.append((n, of))
    )
    assert done == [(1, 1)]
    told = json.loads((tmp_path / "pictures.json").read_text())
    assert told["pictures"][0]["camera"] == made.camera == "1"
    picture = read_exr(tmp_path / made.exr).picture()
    assert picture.shape[:2] == (27, 48)
    assert 0.01 < np.median(picture[..., :3]) < 1.5, "it is exposed"
    assert (tmp_path / made.png).is_file()
    assert not list(tmp_path.glob("raw_*"))


def test_a_camera_that_isnt_there_is_named(tmp_path):
    with pytest.raises(BadInputError, match="no camera '9'; it has 1"):
        make_pictures(permit(), small_room(), tmp_path, quality=Quality(48, 2, 0), cameras=["9"])
