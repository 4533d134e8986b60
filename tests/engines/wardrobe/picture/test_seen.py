"""What is told of a scene beside its USD comes back as it was."""

import numpy as np
import pytest
from small_outfit import small_person

from rushes.engines.wardrobe.picture.look import Look
from rushes.engines.wardrobe.picture.scene import dressed
from rushes.engines.wardrobe.picture.seen import Seen
from rushes.engines.wardrobe.picture.views import view
from rushes.errors import BadInputError


def test_a_camera_needs_no_meshes(tmp_path):
    scene = dressed([small_person(Look(hair="bob")), small_person()], rounds=0, hairs=0.02)
    Seen.of(scene).write(tmp_path / "seen.json")
    seen = Seen.read(tmp_path / "seen.json")
    assert seen.people == scene.people
    assert np.allclose(seen.bounds, scene.bounds)
    assert view(seen, "hero") == view(scene, "hero")
    assert seen.surfaces["person_1_skirt_shell"] == scene.surfaces["person_1_skirt_shell"].to_json()
    assert set(seen.hair.values()) == {"person_1_hair"}


@pytest.mark.parametrize("text", ["", "{}", '{"people": [{}], "bounds": [], "surfaces": {}, "hair": {}}'])
def test_what_cannot_be_read_is_said(tmp_path, text):
    path = tmp_path / "seen.json"
    path.write_text(text)
    with pytest.raises(BadInputError, match="Make the version again"):
        Seen.read(path)
