"""The page of ``rushes plate page``: an artist marks the facade over the plate and sees what the solve makes of it.

Served on the loopback address only, to whoever holds the token that is in the printed address; it sends nothing elsewhere.
"""

from __future__ import annotations

import hmac
import io
import json
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError, RushesError
from rushes.media.picture import Picture
from rushes.untrusted import parsed

Array = NDArray[np.float64]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)

SHOWN_PX: Final = 2400
"""Longest side of the plate as the browser shows it; places are told in the plate's own pixels."""

GRID_M: Final = 3.0
"""Between the grid's upright lines [m]; its level ones are the storeys."""

LARGEST_QUESTION: Final = 100_000
"""Bytes of a question that are read."""

STATIC: Final = {
    "/": ("plate_page.html", "text/html; charset=utf-8"),
    "/page.js": ("plate_page.js", "text/javascript; charset=utf-8"),
    "/page.css": ("plate_page.css", "text/css; charset=utf-8"),
}


class Marking:
    """What a page asks of one plate.

    Attributes:
        name: The plate's file name.
        picture: The plate.
        out: Where the lines for the brief are saved.
        port: What it is served at; 0 before it is.
        start: What the page begins with: corners (shares), storeys, floor [m], focal [mm], sensor [mm], each or None.
    """

    def __init__(self, name: str, picture: Picture, out: Path, start: Mapping[str, Any]) -> None:
        self.name, self.picture, self.out, self.start = name, picture, out, start
        self.port = 0

    @cached_property
    def segments(self) -> Array:
        """The plate's segments [px]."""
        from rushes.engines.matchmove import find_segments

        return find_segments(self.picture)

    @cached_property
    def jpeg(self) -> bytes:
        """The plate as a browser shows it."""
        from PIL import Image

        from rushes.media.colour import SRGB_TEXTURE, for_display
        from rushes.media.plate import to_light

        picture = self.picture
        if max(picture.size) > SHOWN_PX:
            import cv2

            small = SHOWN_PX / max(picture.size)
            size = (round(picture.size[0] * small), round(picture.size[1] * small))
            picture = replace(picture, pixels=cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA))
        shown = picture.pixels if picture.space == SRGB_TEXTURE else for_display(to_light(picture))
        out = io.BytesIO()
        Image.fromarray((np.clip(shown, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)).save(out, "JPEG", quality=92)
        return out.getvalue()

    def begin(self) -> dict[str, Any]:
        """Return what the page begins with."""
        return {"name": self.name, "size": list(self.picture.size), **self.start}

    def solve(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Solve for the corners that are marked; without ``lines`` from the corners alone, which is quick.

        Raises:
            BadInputError: It can't be solved.
        """
        from rushes.engines.matchmove import check_corners, match_camera

        wide, high = self.picture.size
        places = check_corners(asked["corners"], wide, high)
        storeys, floor = asked.get("storeys"), asked.get("floor")
        if not storeys or not floor or storeys <= 0 or floor <= 0:
            raise BadInputError("How high is the facade? Give its storeys, and their height in metres.")
        focal, sensor = asked.get("focal"), asked.get("sensor") or 36.0
        match = match_camera(
            self.segments if asked.get("lines") else np.zeros((0, 4)),
            (wide, high),
            corners=places,
            facade_height_m=(storeys + 0.25) * floor,
            focal_px=None if focal is None else focal / sensor * wide,
        )
        assert match.eye is not None  # noqa: S101 - corners were given
        assert match.facade_m is not None  # noqa: S101 - corners were given
        x, y, z = (float(part) for part in match.eye)
        seen = match.focal_px / wide * sensor
        return {
            "residual_px": match.residual_px,
            "line_residual_px": match.line_residual_px,
            "lines": int((match.axis >= 0).sum()),
            "horizon": [[0.0, match.horizon_px(0.0), float(wide), match.horizon_px(float(wide))]],
            "grid": _grid(match.project, match.facade_m, storeys, floor),
            "box": _box(match.project, match.facade_m, match.eye, match.axes),
            "quad": match.project(_facade(*match.facade_m)).tolist(),
            "marked": places.tolist(),
            "told": [
                [
                    "Focal length",
                    f"{seen:.1f} mm" + ("" if focal else f", give or take {100 * match.focal_error:.1f} %"),
                ],
                ["Tilt", f"{match.tilt_deg:+.2f}°, roll {match.roll_deg:+.2f}°"],
                ["Camera", f"{z:.2f} m high, {-y:.1f} m before the facade, {x:+.1f} m to the right"],
                ["Facade", f"{match.facade_m[0]:.2f} m wide, {match.facade_m[1]:.2f} m high"],
            ],
            "notes": list(match.notes),
            "yaml": brief_lines(asked),
        }

    def save(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Write the lines for the brief.

        Raises:
            BadInputError: The corners are no facade's, or the file can't be written.
        """
        from rushes.engines.matchmove import check_corners

        check_corners(asked["corners"], *self.picture.size)
        part = self.out.with_name(f"{self.out.name}.part")
        try:
            part.write_text(brief_lines(asked), encoding="utf-8")
            part.replace(self.out)
        except OSError as error:
            raise BadInputError(
                f"{self.out} can't be written ({error.strerror}). Name another file with --out."
            ) from error
        return {"saved": str(self.out)}


def brief_lines(asked: Mapping[str, Any]) -> str:
    """Return what was marked as lines of a brief."""
    corners = ", ".join(f"[{float(x):.5f}, {float(y):.5f}]" for x, y in asked["corners"])
    lines = [
        f"building: {{storeys: {int(asked['storeys'])}, floor_height_m: {float(asked['floor']):g}}}",
        "camera: {solve: plate"
        + (f", focal_length_mm: {float(asked['focal']):g}" if asked.get("focal") else "")
        + (f", sensor_width_mm: {float(asked['sensor']):g}" if asked.get("sensor") not in (None, 36, 36.0) else "")
        + "}",
        f"site: {{corners: [{corners}]}}",
    ]
    return "\n".join(lines) + "\n"


def serve_page(marking: Marking, *, port: int = 0) -> tuple[ThreadingHTTPServer, str]:
    """Return a server on the loopback address that is not running yet, and the address to open, with its token.

    Raises:
        BadInputError: The port is taken.
    """
    token = secrets.token_urlsafe(24)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler(marking, token))
    except OSError as error:
        raise BadInputError(f"Port {port} can't be used ({error.strerror}). Give another --port, or none.") from error
    server.daemon_threads = True
    marking.port = server.server_port
    return server, f"http://127.0.0.1:{server.server_port}/?token={token}"


def _handler(marking: Marking, token: str) -> type[BaseHTTPRequestHandler]:
    answers: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
        "/start": lambda _: marking.begin(),
        "/solve": marking.solve,
        "/save": marking.save,
    }
    at_work = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        """Answers the page, and nobody else."""

        server_version, sys_version = "rushes", ""

        def do_GET(self) -> None:
            """Give the page, its script and style, and the plate to whom holds the token."""
            asked = urlsplit(self.path)
            if not self._from_here():
                return
            if asked.path in STATIC and (asked.path != "/" or self._knows(parse_qs(asked.query).get("token", [""])[0])):
                name, kind = STATIC[asked.path]
                self._answer(200, resources.files("rushes.cli").joinpath(name).read_bytes(), kind)
            elif asked.path == "/plate.jpg" and self._knows(parse_qs(asked.query).get("token", [""])[0]):
                with at_work:
                    jpeg = marking.jpeg
                self._answer(200, jpeg, "image/jpeg")
            else:
                self._answer(404, b"Open the address that was printed, with its token.\n", "text/plain; charset=utf-8")

        def do_POST(self) -> None:
            """Answer a question of the page."""
            if not self._from_here():
                return
            answer = answers.get(urlsplit(self.path).path)
            length = int(self.headers.get("Content-Length") or 0)
            if answer is None or not self._knows(self.headers.get("X-Rushes-Token", "")) or length > LARGEST_QUESTION:
                self._answer(403, b"{}", "application/json")
                return
            try:
                asked = parsed(self.rfile.read(length))
                with at_work:
                    said = answer(asked)
            except RushesError as error:
                said = {"error": str(error)}
            except (KeyError, TypeError, ValueError):
                said = {"error": "The page asked something that can't be read. Load it again."}
            self._answer(200, json.dumps(said).encode(), "application/json")

        def _from_here(self) -> bool:
            """Refuse a browser that was led here under another name (DNS rebinding)."""
            if self.headers.get("Host") == f"127.0.0.1:{marking.port}":
                return True
            self._answer(403, b"Not here.\n", "text/plain; charset=utf-8")
            return False

        def _knows(self, given: str) -> bool:
            return hmac.compare_digest(given.encode(), token.encode())

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            for name, value in (
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("Content-Security-Policy", POLICY),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                ("Cache-Control", "no-store"),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
            """Keep the terminal quiet, and the token out of it."""

    return Handler


def _facade(width: float, height: float) -> Array:
    return np.array([[-width / 2, 0, 0], [width / 2, 0, 0], [width / 2, 0, height], [-width / 2, 0, height]])


def _grid(
    project: Callable[[Array], Array], facade_m: tuple[float, float], storeys: float, floor: float
) -> list[list[float]]:
    """Return the facade's storeys and uprights as lines over the plate [px]."""
    half, high = facade_m[0] / 2, facade_m[1]
    floors = [1.25 * floor + floor * k for k in range(int(storeys) - 1)]
    count = max(1, round(facade_m[0] / GRID_M))
    ends = [[[-half, 0, z], [half, 0, z]] for z in floors]
    ends += [[[x, 0, 0], [x, 0, high]] for x in np.linspace(-half, half, count + 1)[1:-1]]
    return [[*project(np.array(pair, dtype=float)).ravel().tolist()] for pair in ends]


def _box(
    project: Callable[[Array], Array], facade_m: tuple[float, float], eye: Array, axes: Array
) -> list[Sequence[float]]:
    """Return the building's box behind the facade as lines over the plate [px], as far as it lies before the camera."""
    front = _facade(*facade_m)
    back = front + [0.0, 0.6 * facade_m[0], 0.0]
    pairs = [*zip(front, back, strict=True), *zip(back, np.roll(back, -1, axis=0), strict=True)]
    seen = [pair for pair in pairs if min(((np.array(pair) - eye) @ axes[2]).tolist()) > 0.1]
    return [project(np.array(pair)).ravel().tolist() for pair in seen]
