"""A graph is run, watched, and interrupted by whatever ends whoever asked for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from cleared import permit
from comfy_server import comfy
from rushes.engines.comfyui.running import check_nodes, run
from rushes.engines.comfyui.server import server_at
from rushes.errors import BadInputError, CancelledError, RefusedError

GRAPH = {
    "1": {"class_type": "EmptyLatentVideo", "inputs": {"length": 2, "width": 32, "height": 32}},
    "3": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}},
}


def until(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize(("mood", "steps"), [("", (4, 4)), ("deaf", (0, 0))])
def test_a_graph_is_run_and_says_how_far_it_is(mood, steps):
    told = []
    with comfy(mood) as server:
        outputs = run(server_at(server.address, 20), GRAPH, permit(), lambda *now: told.append(now))
        assert [one["filename"] for one in outputs["3"]["images"]][:2] == ["3_00000_.png", "3_00001_.png"]
        assert told[-1] == steps
        assert (server.stopped, server.deleted) == ([], [])


def test_a_cancel_interrupts_the_server():
    def cancel(*_):
        raise CancelledError("Stopped.")

    with comfy("never") as server:
        with pytest.raises(CancelledError):
            run(server_at(server.address, 20), GRAPH, permit(), cancel)
        assert (server.stopped, server.deleted) == (["job-1"], ["job-1"])


def test_a_process_that_is_killed_interrupts_the_server():
    code = (
        "import sys; from cleared import permit; from rushes.engines.comfyui.running import run; from rushes.engines.comfyui.server import server_at; "
        f"run(server_at(sys.argv[1], 60), {GRAPH!r}, permit())"
    )
    with comfy("never") as server:
        found = os.pathsep.join(part for part in sys.path if part)
        asking = subprocess.Popen(
            [sys.executable, "-c", code, server.address],
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": found},
        )
        assert until(lambda: "/queue" in server.asked)
        os.killpg(asking.pid, signal.SIGKILL)
        asking.wait()
        assert until(lambda: server.stopped == ["job-1"])


def test_somebody_elses_work_is_left_alone():
    with comfy("never") as server:
        server.queued.append("somebody-elses")
        with pytest.raises(BadInputError, match=r"had not made a picture after 1 s.*finish\.wait_s"):
            run(server_at(server.address, 1, "finish"), GRAPH, permit())
        assert (server.stopped, server.deleted) == ([], ["job-1"])


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("nodes", r"node 3 \(KSampler\): Value not in list sampler_name"),
        ("fails", "node 3, KSampler: out of memory"),
        ("lost", "doesn't know the work any more"),
    ],
)
def test_what_goes_wrong_is_said_in_the_servers_words(mood, said):
    with comfy(mood) as server, pytest.raises(BadInputError, match=said) as refused:
        run(server_at(server.address, 20), GRAPH, permit())
    assert "\n" not in str(refused.value)


def test_a_missing_node_is_named_before_anything_is_asked():
    with comfy() as server:
        there = server_at(server.address, 5)
        with pytest.raises(BadInputError, match="has no node Upscaler9, which the graph has as node 7"):
            check_nodes(there, {**GRAPH, "7": {"class_type": "Upscaler9", "inputs": {}}})
        assert server.graphs == []


def test_a_node_that_asks_a_vendor_is_refused():
    with comfy() as server, pytest.raises(RefusedError, match="sends what it is shown to a vendor"):
        check_nodes(server_at(server.address, 5), {"1": {"class_type": "VendorVideo", "inputs": {}}})
