import sys
from pathlib import Path

import pytest

from rushes.engines.body.shape import Knobs, base
from rushes.engines.body.stance import Stance, posed
from rushes.engines.wardrobe.drape.distance_field import field_of

sys.path.insert(0, str(Path(__file__).parent))  # small_tube.py is shared by tests


@pytest.fixture(scope="session")
def standing():
    return posed(base().body(Knobs(male=0.0)), Stance(arms_deg=25))


@pytest.fixture(scope="session")
def standing_field(standing):
    return field_of(standing, 0.01)
