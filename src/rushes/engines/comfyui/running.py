"""A graph is queued on a server, watched to its end, and interrupted when whoever asked for it goes."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

from rushes.clearance.gate import Permit
from rushes.clearance.records.consent import Action
from rushes.engines.comfyui import lookout
from rushes.engines.comfyui.progress import Progress, listening
from rushes.engines.comfyui.server import Server, ask_json, faults_of, wrong
from rushes.errors import BadInputError, RefusedError

ASK_EVERY_S: Final = 0.25
LOST_AFTER: Final = 8
"""Times that a job may be found nowhere, neither queued nor done, before it is given up: between two of them it goes from one list to another."""

_LEAVES_S: Final = 15.0


def check_nodes(server: Server, graph: Mapping[str, Any]) -> None:
    """Stop at a graph with nodes that the server doesn't have, or that send what they are shown to a vendor.

    Raises:
        BadInputError: A node is missing, or the server can't be reached.
        RefusedError: A node would send pictures out of the house.
    """
    kinds: dict[str, str] = {}
    for name, node in graph.items():
        kinds.setdefault(str(node["class_type"]), name)
    for kind, name in kinds.items():
        about = ask_json(server, "GET", f"/object_info/{quote(kind, safe='')}").get(kind)
        if not isinstance(about, dict):
            raise BadInputError(
                f"The ComfyUI server {server} has no node {kind}, which the graph has as node {name}. Install it there, or bring a graph without it."
            )
        if about.get("api_node"):
            raise RefusedError(
                f"Node {name} of the graph, a {kind}, sends what it is shown to a vendor, and clearance was asked for work inside the house. Take it out, or ask the "
                "vendor itself: finish: {method: veo, runway or openai}, which is cleared as what it is."
            )


def run(
    server: Server,
    graph: Mapping[str, Any],
    permit: Permit,
    step: Callable[[int, int], None] = lambda _done, _of: None,
) -> dict[str, Any]:
    """Run a graph and return the server's record of it, by node: what each saved.

    Args:
        server: Where.
        graph: All of it filled in.
        permit: That something may be made there, and a lookout be started here.
        step: Called with how many of its steps are done and how many there are, as often as the server is asked; it may raise, which stops the work there.

    Raises:
        BadInputError: The server refuses it, fails, loses it, or takes longer than it may.
        RefusedError: The permit is for something else.
    """
    permit.require(Action.GENERATE, Action.ALTER, Action.REAGE)
    client = uuid.uuid4().hex
    with listening(server, client) as progress:
        answer = ask_json(server, "POST", "/prompt", {"prompt": dict(graph), "client_id": client})
        job = answer.get("prompt_id")
        if not isinstance(job, str) or answer.get("node_errors"):
            raise wrong(server, faults_of(answer) or answer)
        with _interrupted_when_left(server, job):
            return _waited(server, job, progress, step)


@contextmanager
def _interrupted_when_left(server: Server, job: str) -> Iterator[None]:
    """Have the server's work stopped unless the block ends well: on an error, a cancel, or when this process is killed."""
    watch = subprocess.Popen(
        [sys.executable, "-I", "-S", lookout.__file__, server.host, str(server.port), job],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it has to outlive this process's group, by the seconds that it takes to say so
    )
    assert watch.stdin is not None  # noqa: S101 - opened as a pipe above
    try:
        yield
        watch.stdin.write(lookout.DONE)
    finally:
        watch.stdin.close()
        try:
            watch.wait(_LEAVES_S)
        except subprocess.TimeoutExpired:
            watch.kill()
            watch.wait()


def _waited(server: Server, job: str, progress: Progress, step: Callable[[int, int], None]) -> dict[str, Any]:
    until, lost = time.monotonic() + server.wait_s, 0
    while time.monotonic() < until:
        record = ask_json(server, "GET", f"/history/{job}").get(job)
        if isinstance(record, dict):
            return _outputs(server, record)
        lost = 0 if _is_queued(server, job) else lost + 1
        if lost >= LOST_AFTER:
            raise wrong(
                server, "it doesn't know the work any more: it was restarted, or somebody took it out of the queue"
            )
        step(*progress.hear(ASK_EVERY_S))
    raise BadInputError(
        f"The ComfyUI server {server} had not made a picture after {server.wait_s:g} s. Look at its queue, or give it longer: {server.section}.wait_s."
    )


def _is_queued(server: Server, job: str) -> bool:
    queue = ask_json(server, "GET", "/queue")
    rows = [row for name in ("queue_running", "queue_pending") for row in queue.get(name) or ()]
    return any(job in row[:2] for row in rows if isinstance(row, list))


def _outputs(server: Server, record: Mapping[str, Any]) -> dict[str, Any]:
    status = record.get("status")
    status = status if isinstance(status, dict) else {}
    if status.get("status_str") == "error":
        raise wrong(server, _failure(status.get("messages")) or "the graph failed")
    outputs = record.get("outputs")
    return dict(outputs) if isinstance(outputs, dict) else {}


def _failure(messages: object) -> str:
    """Return what failed, in the server's words: the node and its exception."""
    rows = [row for row in messages if isinstance(row, list) and len(row) == 2] if isinstance(messages, list) else []
    for name, said in rows:
        if name == "execution_interrupted":
            return "somebody interrupted it there"
        if name == "execution_error":
            told = said if isinstance(said, dict) else {"exception_message": said}
            node = f"node {told['node_id']}, {told.get('node_type', '')}: " if "node_id" in told else ""
            return f"{node}{told.get('exception_message', said)}"
    return ""
