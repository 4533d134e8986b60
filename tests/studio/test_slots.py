"""Tasks of all processes take turns at a machine's processors and GPUs, and nobody keeps one who is gone."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from rushes.errors import CancelledError
from rushes.studio.lock import is_held
from rushes.studio.resources import Machine, Resources
from rushes.studio.slots import Slots

TWO = Machine(cpus=2, gpus=(8.0, 24.0))


def never() -> bool:
    return False


@contextmanager
def waiting(slots: Slots, needs: Resources) -> Iterator[threading.Event]:
    """Wait for slots in a thread; the event is set once it has them, for a moment."""
    has = threading.Event()

    def take() -> None:
        with slots.taken(needs, never):
            has.set()

    thread = threading.Thread(target=take)
    thread.start()
    yield has
    thread.join(60)
    assert has.is_set()


def test_a_task_gets_the_gpu_that_is_large_enough(tmp_path: Path) -> None:
    slots = Slots(TWO, counted=False, folder=tmp_path)
    with slots.taken(Resources(gpu=True, vram_gb=20), never) as first:
        assert first.gpu == 1
        assert first.env == {"CUDA_VISIBLE_DEVICES": "1", "RUSHES_GPU": "1"}
        with slots.taken(Resources(gpu=True), never) as second:
            assert second.gpu == 0
        with pytest.raises(CancelledError), slots.taken(Resources(gpu=True, vram_gb=20), lambda: True):
            raise AssertionError("two have it")
    with slots.taken(Resources(gpu=True, vram_gb=20), never) as again:
        assert again.gpu == 1


def test_who_needs_many_is_not_passed_by_for_ever(tmp_path: Path, until: Callable[..., None]) -> None:
    """Who waits for two processors keeps the one that is free, and who comes later for one waits behind."""
    slots = Slots(TWO, counted=True, folder=tmp_path)
    one = ExitStack()
    one.enter_context(slots.taken(Resources(), never))
    with waiting(slots, Resources(cpus=2)) as both:
        until(lambda: is_held(tmp_path / "cpu-1.lock"))
        with pytest.raises(CancelledError), slots.taken(Resources(), lambda: True):
            raise AssertionError("it went before who came first")
        assert not both.is_set()
        one.close()


def test_a_slot_is_held_until_its_process_is_gone(tmp_path: Path) -> None:
    slots = Slots(Machine(1), counted=True, folder=tmp_path)
    with slots.taken(Resources(), never) as given:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], pass_fds=given.held)
    with pytest.raises(CancelledError), slots.taken(Resources(), lambda: True):
        raise AssertionError("the child holds it still")
    child.kill()
    child.wait()
    with slots.taken(Resources(), never):
        pass
