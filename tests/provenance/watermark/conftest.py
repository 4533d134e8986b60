import numpy as np
import pytest

from marked_street import MARK, street
from rushes.provenance.watermark import marked


@pytest.fixture(scope="session")
def unmarked_frames() -> list[np.ndarray]:
    return [street(frame) for frame in range(12)]


@pytest.fixture(scope="session")
def marked_frames(unmarked_frames: list[np.ndarray]) -> list[np.ndarray]:
    return list(marked(unmarked_frames, MARK))
