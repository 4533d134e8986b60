"""A small server of the player's page: its script, movies by ranges, and whatever else a page is to find."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parents[2] / "src" / "rushes" / "review" / "web" / "static"

POLICY: Final = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'"

PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>020_0150</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<script type="module" src="/player.js"></script></head>
<body><main><h1 class="unseen">020_0150</h1><shot-player versions="/versions.json"></shot-player></main></body></html>"""

STYLE: Final = """html, body, main { margin: 0; height: 100%; background: #121212; } shot-player { height: 100%; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }"""

TYPES: Final = {
    ".js": "text/javascript",
    ".html": "text/html",
    ".css": "text/css",
    ".json": "application/json",
    ".mp4": "video/mp4",
    ".png": "image/png",
}

Content = bytes | Path | Callable[[str], bytes | None]
"""What stands at an address; a function is asked with the whole address, and None is *not found*."""


@contextmanager
def served(files: dict[str, Content]) -> Iterator[str]:
    """Serve files by the beginning of their address, the player's page and script among them; gives the server's own address.

    Raises:
        FileNotFoundError: The player was not built.
    """
    script = STATIC / "player.js"
    if not script.is_file():
        raise FileNotFoundError(f"{script} is missing. Run `make web`.")
    found: dict[str, Content] = {
        "/page.html": PAGE.encode(),
        "/page.css": STYLE.encode(),
        "/player.js": script,
        **files,
    }

    held: dict[Path, bytes] = {}

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            name = next((one for one in sorted(found, key=len, reverse=True) if path.startswith(one)), None)
            content = found[name] if name else None
            data = content(self.path) if callable(content) else content
            if isinstance(data, Path):
                data = held[data] = (
                    held.get(data) or data.read_bytes()
                )  # once: a range of a long movie costs no reading of it all
            if data is None:
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            first = int(asked[1]) if asked else 0
            last = min(int(asked[2]), len(data) - 1) if asked and asked[2] else len(data) - 1
            self.send_response(206 if asked else 200)
            if asked:
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Type", TYPES.get(Path(path).suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(last + 1 - first))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # a player that has what it needs hangs up
                self.wfile.write(data[first : last + 1])

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name in the standard library
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing: a browser that is closed breaks its connections off, and what else fails, the page notices."""

    server = Server(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
