"""A server that speaks ComfyUI's language, on this machine: it keeps what it was sent, runs a few kinds of nodes, and saves pictures with more red in them."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import tempfile
import threading
import time
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
from PIL import Image, ImageSequence

from rushes.media.movie import write_movie

KINDS = {
    "LoadImage", "LoadVideo", "LoadFolder", "CLIPTextEncode", "KSampler", "EmptyLatentVideo", "Keep", "SaveImage", "SaveVideo", "SaveAudio", "VendorVideo",
}  # fmt: skip


class Comfy(ThreadingHTTPServer):
    """What it was asked, and how it misbehaves.

    ``nodes`` refuses a graph, ``fails`` dies at a node, ``never`` makes no picture, ``two`` saves two, ``wide`` another shape, ``few`` one fewer, ``half`` half a picture,
    ``lost`` forgets the work, ``drops`` breaks off an answer, ``deaf`` has no web socket, ``sizes`` pictures of two sizes.
    """

    daemon_threads = True

    def __init__(self, mood=""):
        super().__init__(("127.0.0.1", 0), Speaker)
        self.mood, self.held, self.graphs, self.asked = mood, {}, [], []
        self.queued, self.done, self.stopped, self.deleted, self.sockets = [], {}, [], [], []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_):
        """Say nothing of a client that left."""


class Speaker(BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""

    def _answer(self, content, code=200, claimed=None):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(claimed or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        if self.path == "/upload/image":
            self._keep(content)
        elif self.path == "/queue":
            server.deleted += json.loads(content)["delete"]
            self._answer(b"")
        elif self.path == "/interrupt":
            server.stopped.append(json.loads(content)["prompt_id"])
            server.queued.clear()
            self._answer(b"")
        elif server.mood == "nodes":
            fault = {
                "class_type": "KSampler",
                "errors": [{"message": "Value not in list", "details": "sampler_name: 'x'"}],
            }
            self._answer({"error": {"message": "Prompt has no outputs"}, "node_errors": {"3": fault}}, 400)
        else:
            server.graphs.append(json.loads(content)["prompt"])
            job = f"job-{len(server.graphs)}"
            if server.mood != "lost":
                server.queued.append(job)
            self._answer({"prompt_id": job, "number": 1, "node_errors": {}})
            for told in server.sockets if server.mood != "never" else ():
                for step in (1, 2, 3, 4):
                    told.put({"type": "progress", "data": {"value": step, "max": 4, "prompt_id": job}})

    def _keep(self, content):
        mark = self.headers["Content-Type"].partition("boundary=")[2].encode()
        given = {}
        for part in content.split(b"--" + mark)[1:-1]:
            head, _, value = part.partition(b"\r\n\r\n")
            key = head.partition(b'name="')[2].partition(b'"')[0].decode()
            given[key] = (head.partition(b'filename="')[2].partition(b'"')[0].decode(), value[:-2])
        folder = given["subfolder"][1].decode() if "subfolder" in given else ""
        name, picture = given["image"]
        self.server.held[f"{folder}/{name}" if folder else name] = picture
        self._answer({"name": name, "subfolder": folder, "type": "input"})

    def do_GET(self):
        place, server = urlsplit(self.path), self.server
        server.asked.append(place.path)
        asked = {key: one[0] for key, one in parse_qs(place.query).items()}
        job = unquote(place.path.rpartition("/")[2])
        if place.path == "/ws" and server.mood != "deaf":
            self._tell()
        elif place.path.startswith("/object_info/"):
            about = {"name": job, "api_node": job == "VendorVideo"}
            self._answer({job: about} if job in KINDS else {})
        elif place.path == "/queue":
            running, pending = server.queued[:1], server.queued[1:]
            self._answer(
                {"queue_running": [[0, one] for one in running], "queue_pending": [[1, one] for one in pending]}
            )
        elif place.path == "/view":
            assert asked["type"] == "output"
            whole = server.done[asked["filename"]]
            half = server.mood in {"half", "drops"}
            self._answer(
                whole[: len(whole) // 2] if half else whole, claimed=len(whole) if server.mood == "drops" else None
            )
        elif place.path.startswith("/history/"):
            self._history(job)
        else:
            self._answer(b"404: not found", 404)

    def _history(self, job):
        server = self.server
        asked = server.asked.count(f"/history/{job}")
        if server.mood in {"never", "lost"} or asked < 3:  # the first times it is not ready yet
            self._answer({})
        elif server.mood == "fails":
            said = {"node_id": "3", "node_type": "KSampler", "exception_message": "out of memory"}
            self._answer({job: {"status": {"status_str": "error", "messages": [["execution_error", said]]}}})
        else:
            with contextlib.suppress(ValueError):
                server.queued.remove(job)
            graph = server.graphs[int(job.partition("-")[2]) - 1]
            outputs = {name: self._saved(graph, name, node) for name, node in graph.items()}
            record = {
                "status": {"status_str": "success"},
                "outputs": {name: one for name, one in outputs.items() if one},
            }
            self._answer({job: record})

    def _saved(self, graph, name, node):
        kind = node["class_type"]
        if kind == "SaveAudio":
            return {"audio": [self._put(f"{name}.mp4", self._movie(np.zeros((24, 16, 16, 3), np.uint8), heard=True))]}
        if kind not in {"SaveImage", "SaveVideo"}:
            return None
        pictures = self._pictures(graph, node["inputs"]["images"][0]).astype(int)
        pictures[..., 0] = np.minimum(pictures[..., 0] + 20, 255)
        pictures = self._spoilt(pictures.astype(np.uint8))
        if kind == "SaveVideo":
            return {"images": [self._put(f"{name}.mp4", self._movie(pictures))], "animated": [True]}
        files = [self._put(f"{name}_{at:05d}_.png", _png(one)) for at, one in enumerate(pictures)]
        return {"images": [*files, {**files[0], "type": "temp"}]}

    def _spoilt(self, pictures):
        mood = self.server.mood
        if mood == "two":
            return np.concatenate([pictures, pictures])
        if mood == "wide":
            return pictures[:, : pictures.shape[1] // 2]
        if mood == "few":
            return pictures[: len(pictures) // 2]
        return [*pictures[:-1], pictures[-1][:16]] if mood == "sizes" else pictures

    def _put(self, filename, content):
        self.server.done[filename] = content
        return {"filename": filename, "subfolder": "", "type": "output"}

    def _movie(self, pictures, *, heard=False):
        with tempfile.TemporaryDirectory() as folder:
            sound = np.full((48_000 * (len(pictures)) // 24, 2), 0.25, np.float32)
            path = Path(folder) / "m.mp4"
            write_movie(path, pictures, sound if heard else sound[:0], rate=Fraction(24), tags={})
            return path.read_bytes()

    def _pictures(self, graph, name):
        node, held = graph[name], self.server.held
        kind, given = node["class_type"], node["inputs"]
        if kind == "LoadImage":
            with Image.open(io.BytesIO(held[given["image"]])) as image:
                return np.stack([np.asarray(one.convert("RGB")) for one in ImageSequence.Iterator(image)])
        if kind == "LoadFolder":
            files = [content for place, content in sorted(held.items()) if place.startswith(f"{given['directory']}/")]
            return np.stack([np.asarray(Image.open(io.BytesIO(one))) for one in files])
        if kind == "LoadVideo":
            import av

            with av.open(io.BytesIO(held[given["file"]])) as container:
                return np.stack([one.to_ndarray(format="rgb24") for one in container.decode(video=0)])
        if kind == "EmptyLatentVideo":
            shape = (given["length"], given["height"], given["width"], 3)
            return np.broadcast_to(np.arange(given["length"], dtype=np.uint8)[:, None, None, None], shape)
        return self._pictures(graph, next(value[0] for value in given.values() if isinstance(value, list)))

    def _tell(self):
        """Speak on a web socket until whoever listens leaves."""
        import queue

        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header(
            "Sec-WebSocket-Accept",
            base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest()).decode(),
        )
        self.end_headers()
        told = queue.Queue()
        self.server.sockets.append(told)
        told.put({"type": "status", "data": {"note": "x" * 300}})
        until = time.monotonic() + 20
        with contextlib.suppress(OSError):
            self.wfile.write(b"\x89\x02hi\x82\x03\x00\x01\x02")  # a ping, and a preview
            while time.monotonic() < until:
                with contextlib.suppress(queue.Empty):
                    content = json.dumps(told.get(timeout=0.2)).encode()
                    length = bytes([len(content)]) if len(content) < 126 else b"\x7e" + len(content).to_bytes(2, "big")
                    self.wfile.write(b"\x81" + length + content)
                self.wfile.flush()
        self.close_connection = True


def _png(picture):
    held = io.BytesIO()
    Image.fromarray(picture).save(held, "PNG")
    return held.getvalue()


GRAPH = {
    "1": {"class_type": "LoadImage", "inputs": {"image": "{image}"}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "aged {from} to {to}"}},
    "3": {"class_type": "KSampler", "inputs": {"seed": "{seed}", "text": "{prompt}", "cfg": 4.0}},
}


@contextlib.contextmanager
def comfy(mood=""):
    """Serve while the block runs."""
    server = Comfy(mood)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
