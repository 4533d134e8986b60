"""A collector that takes OTLP and decodes it, and a job of the toy floor that is watched."""

from __future__ import annotations

import http.server
import json
import os
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rushes.errors import RushesError
from rushes.studio import run_program
from rushes.studio.config import Studio, read_studio
from rushes.studio.watch import about, end, say, span

JOB = "010_0010-v001-0123abcd"
WORK = """
import json, sys
from pathlib import Path
from rushes.errors import RushesError
from rushes.studio import Job, StepFolder, StepTask, run_job
from rushes.studio.watch import about, span, watching

asked = json.loads(sys.argv[1])
work = Path(asked["work"])
def task(name):
    folder = StepFolder(work, name, name * 64)
    return StepTask(folder, "toy_steps:frames", {**asked, "step": name, "key": name * 64})
try:
    with watching(), about(show="SHOW"), span("job", job=asked["job"], shot="010_0010", version="v001"):
        run_job(work, Job(asked["job"], "010_0010", "v001", "running"), [task("a"), task("b")], progress=lambda p: None)
except RushesError as error:
    sys.exit(error.exit_code)
"""


class Collector:
    """An OTLP/HTTP receiver: what it was sent, as bytes and decoded."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                assert self.headers["Content-Type"] == "application/x-protobuf"
                collector.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def spans(self) -> list[Any]:
        return [span for _, scope in self.scopes() for span in scope.spans]

    def scopes(self) -> list[tuple[Any, Any]]:
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        told = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [(one.resource, scope) for each in told for one in each.resource_spans for scope in one.scope_spans]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.close()


@pytest.fixture(autouse=True)
def _nobody_is_told_afterwards() -> Iterator[None]:
    yield
    end()


@pytest.fixture
def studio(tmp_path: Path) -> Callable[..., Studio]:
    """Write a studio's file whose ``watch`` says who is told, and read it."""

    def write(**watch: str) -> Studio:
        path = tmp_path / "studio.yaml"
        path.write_text(json.dumps({"watch": watch}), encoding="utf-8")
        return read_studio(path)

    return write


@pytest.fixture
def watched_job(floor: Any) -> Callable[..., int]:
    """Run a toy job of two steps of six frames in a process of its own, as a supervisor does; return its exit code."""

    def run(**asked: object) -> int:
        request = {
            "work": str(floor.work),
            "made": str(floor.made_log),
            "job": JOB,
            "seconds": 0.0,
            "size": 10,
            **asked,
        }
        path = os.pathsep.join([str(floor.folder), *filter(None, [os.environ.get("PYTHONPATH")])])
        argv = [sys.executable, "-W", "error", "-c", WORK, json.dumps(request)]
        code = 0
        with about(ask="010_0010-q0011aabb"):
            try:
                with span("ask"):
                    run_program(argv, log=floor.folder / "make.log", env={"PYTHONPATH": path})
            except RushesError as error:
                code = error.exit_code
            say("ask.settled", state="failed" if code else "done")
        return code

    return run


@pytest.fixture
def scrape() -> Callable[[str], str]:
    """Ask an address for its figures, as Prometheus does."""

    def ask(address: str) -> str:
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=30) as answer:
            text: str = answer.read().decode()
        return text

    return ask
