from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from rushes.engines.pipeline_folder import WORKING, check_memory, free_memory
from rushes.errors import BadInputError


def weights(path: Path, kind: str, size: int) -> Path:
    header = json.dumps({"w": {"dtype": kind, "shape": [size // 2], "data_offsets": [0, size]}}).encode()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(size))
    return path


@pytest.mark.parametrize(("kind", "factor"), [("F32", 1), ("F16", 2), ("BF16", 2)])
def test_weights_without_room_in_memory_are_told_before_they_are_loaded(tmp_path, kind, factor) -> None:
    size = weights(tmp_path / "unet" / "w.safetensors", kind, 4096).stat().st_size
    check_memory(tmp_path, free_bytes=round(size * factor * WORKING) + 1)
    with pytest.raises(BadInputError, match=r"GB of memory, and 0\.0 GB are free"):
        check_memory(tmp_path, free_bytes=round(size * factor * WORKING) - 1)


def test_a_machine_says_what_is_free_or_nothing_is_asked(tmp_path: Path) -> None:
    free = free_memory()
    assert free is None or free > 1 << 20
    check_memory(tmp_path)  # no weights need no room
