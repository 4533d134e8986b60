from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from drawn_head import ADA, BEN, head, scene
from rushes.clearance.likeness.portrait import check_one_person, portrait
from rushes.errors import BadInputError


def saved(folder, picture, name="portrait.png"):
    from PIL import Image

    Image.fromarray(picture).save(folder / name)
    return folder / name


def test_a_portrait_gives_a_template(tmp_path):
    vector = portrait(saved(tmp_path, head(ADA)))
    assert vector.shape == (128,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (scene(), "no face was found"),
        (scene((head(ADA), 100, 100, 300), (head(BEN), 700, 100, 300)), "2 faces were found"),
        (scene((head(ADA), 500, 300, 120)), "a template needs 80"),
    ],
)
def test_a_picture_that_won_t_do_is_a_sentence(tmp_path, picture, words):
    with pytest.raises(BadInputError, match=words):
        portrait(saved(tmp_path, picture))


def test_two_people_are_not_enrolled_as_one():
    east, north = np.eye(128, dtype="f4")[:2]
    paths = [Path("a.png"), Path("b.png")]
    check_one_person(paths, [east, east])
    with pytest.raises(BadInputError, match=r"a\.png and b\.png don't show the same person"):
        check_one_person(paths, [east, north])
