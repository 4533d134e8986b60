"""What a task needs is compared with what machines have before it waits for anything."""

from __future__ import annotations

import pytest

from rushes.errors import BadInputError
from rushes.studio.resources import ONE_CPU, UNKNOWN, Machine, Resources, placed, this_machine

SMALL, LARGE = Machine(2), Machine(16, (24.0, 24.0))


def test_what_a_machine_has_is_given() -> None:
    needs = Resources(cpus=4, gpu=True, vram_gb=20)
    assert placed("finish", needs, [SMALL, LARGE], "the cluster") == needs
    assert placed("finish", Resources(gpu=True, vram_gb=500), [Machine(1, (UNKNOWN,))], "here").gpu


def test_a_processor_will_do_where_it_is_said_so() -> None:
    needs = Resources(cpus=2, gpu=True, vram_gb=40, without=True, warm="a")
    assert placed("finish", needs, [SMALL, LARGE], "the cluster") == Resources(cpus=2, without=True, warm="a")
    with pytest.raises(BadInputError, match="needs 17 processors and a GPU"):
        placed("finish", Resources(cpus=17, gpu=True, without=True), [SMALL, LARGE], "the cluster")


def test_what_nobody_has_names_what_there_is() -> None:
    with pytest.raises(BadInputError) as raised:
        placed("finish", Resources(gpu=True, vram_gb=40), [SMALL, LARGE, SMALL], "the Ray cluster at head:6379")
    assert str(raised.value).startswith(
        "Step finish needs 1 processor and a GPU of 40.0 GB, and the Ray cluster at head:6379 has not: there is 2 processors "
        "and no GPU; 16 processors and GPUs (24.0 GB, 24.0 GB)."
    )
    with pytest.raises(BadInputError, match="there is no machine at all"):
        placed("finish", ONE_CPU, [], "the cluster")


def test_this_machine_is_what_it_is_told() -> None:
    assert this_machine(3, [8.0]) == Machine(3, (8.0,))
    assert this_machine(gpus=()).cpus >= 1
