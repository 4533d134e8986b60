"""A server that speaks ComfyUI's language, on this machine: it keeps what it was sent, and gives back the picture with more red in it."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image


class Comfy(ThreadingHTTPServer):
    """What it was asked, and how it misbehaves: ``nodes`` and ``fails`` refuse a graph, ``never`` makes no picture, ``two`` saves two, ``wide`` another shape."""

    def __init__(self, mood=""):
        super().__init__(("127.0.0.1", 0), Speaker)
        self.mood, self.held, self.graphs, self.asked = mood, {}, [], []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Speaker(BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""

    def _answer(self, content, code=200):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        if self.path == "/upload/image":
            mark = self.headers["Content-Type"].partition("boundary=")[2].encode()
            part = next(one for one in content.split(b"--" + mark) if b'name="image"' in one)
            head, _, picture = part.partition(b"\r\n\r\n")
            name = head.partition(b'filename="')[2].partition(b'"')[0].decode()
            server.held[name] = picture[:-2]
            self._answer({"name": name, "subfolder": "", "type": "input"})
        elif server.mood == "nodes":
            self._answer({"error": {"message": "Prompt has no outputs"}, "node_errors": {}}, 400)
        else:
            server.graphs.append(json.loads(content)["prompt"])
            self._answer({"prompt_id": f"job-{len(server.graphs)}", "number": 1, "node_errors": {}})

    def do_GET(self):
        place, server = urlsplit(self.path), self.server
        server.asked.append(place.path)
        if place.path == "/view":
            asked = {key: one[0] for key, one in parse_qs(place.query).items()}
            assert asked["type"] == "output"
            self._answer(self._made(asked["filename"]))
            return
        job = place.path.rpartition("/")[2]
        if server.mood == "never" or len(server.asked) % 2:  # the first time it is not ready yet
            self._answer({})
        elif server.mood == "fails":
            self._answer({job: {"status": {"status_str": "error", "messages": [["execution_error", "out of memory"]]}}})
        else:
            image = server.graphs[int(job.partition("-")[2]) - 1]["1"]["inputs"]["image"]
            saved = {"filename": image, "subfolder": "", "type": "output"}
            images = [saved] * (2 if server.mood == "two" else 1) + [{**saved, "type": "temp"}]
            self._answer({job: {"status": {"status_str": "success"}, "outputs": {"2": {"images": images}}}})

    def _made(self, name):
        picture = np.asarray(Image.open(io.BytesIO(self.server.held[name])).convert("RGB")).astype(int)
        picture[..., 0] = np.minimum(picture[..., 0] + 20, 255)
        if self.server.mood == "wide":
            picture = picture[: len(picture) // 2]
        held = io.BytesIO()
        Image.fromarray(picture.astype(np.uint8)).save(held, "PNG")
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
