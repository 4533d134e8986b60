"""A server that answers as three vendors document it: Veo on Google's Agent Platform, Runway, and OpenAI's Videos API. It keeps what it was asked."""

from __future__ import annotations

import base64
import contextlib
import json
import tempfile
import threading
import time
from fractions import Fraction
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from rushes.media.movie import write_movie

KEY = "sk-test-4f1d9"
JOB = "projects/p/locations/l/publishers/google/models/veo-3.1-generate-001/operations/abc"


@cache
def movie(seconds=4, size=(1280, 720), rate=24):
    """A grey that gets lighter, a step a picture, with a sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.mp4"
        frames = seconds * rate
        pictures = (np.full((size[1], size[0], 3), 20 + 2 * at, np.uint8) for at in range(frames))
        write_movie(path, pictures, np.full((48_000 * seconds, 2), 0.25, np.float32), rate=Fraction(rate), tags={})
        return path.read_bytes()


class Vendors(ThreadingHTTPServer):
    """What it was asked, and how it misbehaves.

    ``start`` and ``look`` and ``fetch`` are what these questions are answered with the first times, instead of the answer: a status (429, 500, 401 ...), ``hang`` or ``drop``.
    ``ends`` is how the work ends: ``moderated`` or ``failed``; ``credits`` is what Runway says that it may cost.
    """

    daemon_threads = True

    def __init__(self, content, *, start=(), look=(), fetch=(), ends="", credits=20):  # noqa: A002 - Runway's own word
        super().__init__(("127.0.0.1", 0), Speaker)
        self.content, self.ends, self.credits = content, ends, credits
        self.wrong = {"start": list(start), "look": list(look), "fetch": list(fetch)}
        self.asked, self.given, self.deleted, self.keys = [], [], [], set()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_):
        """Say nothing of a client that left."""


class Speaker(BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""

    def _answer(self, content, code=200, *, kind="application/json", claimed=0, headers=()):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(claimed or len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def _is_wrong(self, what):
        server = self.server
        server.asked.append(what)
        key = self.headers.get("x-goog-api-key") or (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if key:
            server.keys.add(key)
        if not server.wrong[what]:
            return False
        how = server.wrong[what].pop(0)
        if how == "hang":
            time.sleep(1.5)
        elif how == "drop":
            self._answer(b'{"id": "1', claimed=4000)
            self.close_connection = True
        elif how == "garbage":
            self._answer(b"<html>a proxy's page</html>", kind="text/html")
        else:
            words = {401: f"Incorrect API key provided: {key}", 400: "duration is not one of ours"}.get(how, "no")
            headers = [("Retry-After", "0")] if how == 429 else []
            self._answer({"error": {"code": how, "message": words, "status": "WRONG"}}, how, headers=headers)
        return True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        if self.path.endswith(":fetchPredictOperation"):
            if self._is_wrong("look"):
                return
            self._answer({"name": JOB, **self._veo()})
            return
        if self._is_wrong("start"):
            return
        server.given.append(body)
        if self.path.endswith(":predictLongRunning"):
            self._answer({"name": JOB})
        elif self.path == "/v1/image_to_video":
            self._answer({"id": "task-1", "estimatedCost": {"credits": server.credits}})
        else:
            self._answer(self._openai("queued", 0))

    def _veo(self):
        if self.server.asked.count("look") < 2:
            return {}
        if self.server.ends == "failed":
            return {"done": True, "error": {"code": 13, "message": "it fell over"}}
        if self.server.ends == "moderated":
            why = {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["it shows what it may not"]}
            return {"done": True, "response": why}
        video = {"bytesBase64Encoded": base64.b64encode(self.server.content).decode(), "mimeType": "video/mp4"}
        return {"done": True, "response": {"videos": [video]}}

    def _openai(self, status, progress, **more):
        return {
            "id": "video_1", "object": "video", "created_at": 1, "model": "film-1", "progress": progress, "status": status, "seconds": "4",
            "size": "1280x720", **more,
        }  # fmt: skip

    def do_GET(self):
        server, path = self.server, self.path
        if path in {"/movie.mp4", "/v1/videos/video_1/content"}:
            if not self._is_wrong("fetch"):
                self._answer(server.content, kind="video/mp4")
            return
        if self._is_wrong("look"):
            return
        done = server.asked.count("look") >= 2
        if path.startswith("/v1/tasks/"):
            self._answer(self._task(done=done))
        elif not done:
            self._answer(self._openai("in_progress", 40))
        elif server.ends:
            code = "moderation_blocked" if server.ends == "moderated" else "generation_failed"
            self._answer(self._openai("failed", 40, error={"code": code, "message": "it shows what it may not"}))
        else:
            self._answer(self._openai("completed", 100))

    def _task(self, *, done):
        server = self.server
        task = {"id": "task-1", "createdAt": "2026-11-27T00:00:00Z"}
        if not done:
            return {**task, "status": "RUNNING", "progress": 0.4, "estimatedCost": {"credits": server.credits}}
        if server.ends:
            code = "SAFETY.INPUT.IMAGE" if server.ends == "moderated" else "INTERNAL.BAD_OUTPUT"
            return {**task, "status": "FAILED", "failure": "it shows what it may not", "failureCode": code, "cost": {"credits": 0}}  # fmt: skip
        return {**task, "status": "SUCCEEDED", "output": [f"{server.address}/movie.mp4"], "cost": {"credits": 18}}

    def do_DELETE(self):
        self.server.deleted.append(self.path)
        if self.path.startswith("/v1/videos"):
            self._answer({"id": "video_1", "deleted": True, "object": "video.deleted"})
        else:
            self.send_response(204)
            self.end_headers()


ADDRESSES = {"veo": "GOOGLE_VERTEX_BASE_URL", "runway": "RUNWAYML_BASE_URL", "openai": "OPENAI_BASE_URL"}
KEYS = {"veo": "GOOGLE_API_KEY", "runway": "RUNWAYML_API_SECRET", "openai": "OPENAI_API_KEY"}


@contextlib.contextmanager
def vendors(content=None, **wrong):
    """Serve while the block runs."""
    server = Vendors(movie() if content is None else content, **wrong)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
