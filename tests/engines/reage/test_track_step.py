"""Plates with nobody, with a crowd, with somebody tiny, with alpha, in 16 bit: tracked, or refused in a sentence."""

import numpy as np
import pytest
from PIL import Image

from cleared import permit
from drawn_head import ADA, head, scene
from rushes.engines.reage.plate_step import plate
from rushes.engines.reage.track_step import track
from rushes.engines.reage.tracks import Tracks
from rushes.errors import BadInputError
from rushes.plan import StepContext


@pytest.fixture
def tracked(tmp_path):
    """Track a picture that stands for two frames, and return what is known and the plate's record."""

    def run(write, places=None):
        path = tmp_path / "plate.png"
        write(path)
        given = {"frames": [1001, 1002], "rate": "24/1", "colour": "declared", "performer": "p-014", "production": "S"}
        for name, step in (("plate", plate), ("track", track)):
            (tmp_path / name).mkdir()
            files = {"plate": path} if name == "plate" else {"places": places} if places else {}
            inputs = {} if name == "plate" else {"plate": tmp_path / "plate"}
            step(
                StepContext(
                    params=given,
                    inputs=inputs,
                    files=files,
                    out=tmp_path / name,
                    permit=permit("alter"),
                    report=lambda *_: None,
                )
            )
        return Tracks.load(tmp_path / "track"), (tmp_path / "plate/plate.json").read_text(encoding="utf-8")

    return run


def saved(picture):
    return lambda path: Image.fromarray(picture).save(path)


def test_nobody_is_a_sentence(tracked):
    with pytest.raises(BadInputError, match="No face was found in the plate's frames") as refused:
        tracked(saved(scene(size=(320, 240))))
    assert "\n" not in str(refused.value)


def test_of_forty_faces_nobody_can_tell_whose_is_meant(tracked):
    drawn = head(ADA)
    crowd = scene(*((drawn, 8 + 160 * (index % 8), 10 + 140 * (index // 8), 128) for index in range(40)))
    with pytest.raises(BadInputError, match="nobody can tell whom to change") as refused:
        tracked(saved(crowd))
    assert int(str(refused.value).split()[3]) >= 30


def test_a_face_of_24_pixels_is_followed_and_left_as_it_is(tracked):
    found, _ = tracked(saved(scene((head(ADA), 300, 150, 44), size=(640, 360))))
    height = np.linalg.norm(found.mesh[0, 0, 10, :2] - found.mesh[0, 0, 152, :2])
    assert 18 < height < 30
    assert found.of_performer(1001) is None


def with_alpha(path):
    opaque = scene((head(ADA), 60, 20, 300), size=(420, 340))
    Image.fromarray(np.dstack([opaque, np.tile(np.linspace(0, 255, 420).astype(np.uint8), (340, 1))])).save(path)


def in_16_bit(path):
    import cv2

    picture = scene((head(ADA), 60, 20, 300), size=(420, 340))
    cv2.imwrite(str(path), (picture[..., ::-1].astype(np.uint16) * 257) & 0xFFC0)  # ten bits of sixteen


@pytest.mark.parametrize(("write", "noted"), [(with_alpha, "alpha channel"), (in_16_bit, "")])
def test_alpha_is_left_out_and_said_and_ten_bits_are_read(tracked, write, noted):
    found, record = tracked(write)
    assert noted in record
    assert found.of_performer(1001) is not None
    assert found.unsure == ()


def test_what_the_artist_wrote_counts(tracked, tmp_path):
    places = tmp_path / "track.yaml"
    places.write_text("place: [{frame: 1002, as: 1001, by: [3, 0]}]", encoding="utf-8")
    found, _ = tracked(saved(scene((head(ADA), 60, 20, 300), size=(420, 340))), places)
    assert found.placed == (1002,)
    assert np.allclose(found.mesh[1, 0] - found.mesh[0, 0], [3, 0, 0], atol=1e-3)
