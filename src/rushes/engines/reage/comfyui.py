"""A graph that one brings, run by a ComfyUI server: a picture is sent up, the graph is queued, and the picture that it saved is fetched.

The graph is what ComfyUI saves as *API format*: a JSON object of nodes. In its inputs ``{image}`` stands for the picture's name, ``{seed}`` for the seed, ``{from}``,
``{to}`` and ``{prompt}`` for the ages and the words. The server has to be on this machine or, by number, in its own network: a performer's picture goes nowhere else.
Addresses: ``/upload/image``, ``/prompt``, ``/history``, ``/view``, as ComfyUI's own ``server.py`` has them.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.colour import as_bytes

Floats = NDArray[np.float32]

IMAGE: Final = "{image}"
ANSWERS_S: Final = 30.0
"""How long the server may take for one answer [s]; a picture may take longer, by being asked again."""

ASK_EVERY_S: Final = 0.25
LARGEST: Final = 64 << 20
"""No answer is larger [bytes]."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a ComfyUI server listens, and how long one picture may take there [s]."""

    host: str
    port: int
    wait_s: float

    def __str__(self) -> str:
        return f"http://{self.host}:{self.port}"


def server_at(address: str, wait_s: float) -> Server:
    """Read a server's address.

    Raises:
        BadInputError: It is none, or it may lie outside this machine's own network.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 8188
    except ValueError:
        parts, host, port = urlsplit(""), "", 0
    if parts.scheme != "http" or not host or parts.username or parts.path not in {"", "/"} or parts.query:
        raise BadInputError(
            f"model.server is {address}, which is no address of a ComfyUI server. Write it as http://127.0.0.1:8188."
        )
    if host == "localhost":
        return Server("127.0.0.1", port, wait_s)
    try:
        at = ipaddress.ip_address(host)
    except ValueError:
        at = None
    at = getattr(at, "ipv4_mapped", None) or at
    if at is None or not (at.is_loopback or (at.is_private and not at.is_unspecified)):
        raise BadInputError(
            f"model.server is {address}, and a performer's picture is sent to no server outside this machine's own network. Write the number of a machine "
            "in it, for example http://127.0.0.1:8188 or http://192.168.1.20:8188."
        )
    return Server(host, port, wait_s)


def read_graph(path: Path) -> dict[str, Any]:
    """Read a graph.

    Raises:
        BadInputError: It is no graph in API format, or nothing in it takes the picture.
    """
    try:
        graph = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"The graph {path} can't be read ({error}). Save it in ComfyUI again, in API format."
        ) from error
    nodes = graph.values() if isinstance(graph, dict) else ()
    if not nodes or not all(
        isinstance(node, dict) and "class_type" in node and isinstance(node.get("inputs"), dict) for node in nodes
    ):
        raise BadInputError(
            f"{path} is no graph in ComfyUI's API format: an object of nodes with class_type and inputs. Save it with Workflow, Export (API)."
        )
    if not any(IMAGE in node["inputs"].values() for node in nodes):
        raise BadInputError(
            f'Nothing in the graph {path} takes the picture. Write "{IMAGE}" as the input "image" of its LoadImage node.'
        )
    return dict(graph)


def filled(graph: Mapping[str, Any], words: Mapping[str, object]) -> dict[str, Any]:
    """Return a graph with what it leaves open put in; an input that is one such place alone keeps the value's own kind."""

    def put(value: object) -> object:
        if not isinstance(value, str):
            return value
        for name, given in words.items():
            if value == f"{{{name}}}":
                return given
            value = value.replace(f"{{{name}}}", str(given))
        return value

    return {
        name: node | {"inputs": {key: put(value) for key, value in node["inputs"].items()}}
        for name, node in graph.items()
    }


def editor(server: Server, graph: Mapping[str, Any], words: Mapping[str, object]) -> Callable[[Floats], Floats]:
    """Return a server with a graph as what takes display values, shape [h, w, 3], and returns them changed."""

    def edit(picture: Floats) -> Floats:
        name = _sent(server, picture)
        asked = filled(graph, {**words, "image": name})
        answer = _json(server, "POST", "/prompt", {"prompt": asked, "client_id": uuid.uuid4().hex})
        job = answer.get("prompt_id")
        if not isinstance(job, str) or answer.get("node_errors"):
            raise _wrong(server, answer.get("node_errors") or answer.get("error") or answer)
        saved = _waited(server, job)
        query = urlencode({key: str(saved.get(key, "")) for key in ("filename", "subfolder", "type")})
        return _picture(server, _asked(server, "GET", f"/view?{query}"), picture.shape)

    return edit


def _sent(server: Server, picture: Floats) -> str:
    from PIL import Image

    held = io.BytesIO()
    Image.fromarray(as_bytes(picture)).save(held, "PNG")
    mark = uuid.uuid4().hex
    name = f"rushes-{mark}.png"
    fields = (
        f'--{mark}\r\nContent-Disposition: form-data; name="type"\r\n\r\ninput\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="overwrite"\r\n\r\ntrue\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
    )
    body = fields.encode() + held.getvalue() + f"\r\n--{mark}--\r\n".encode()
    answer = _read(server, _asked(server, "POST", "/upload/image", body, f"multipart/form-data; boundary={mark}"))
    if not isinstance(answer.get("name"), str):
        raise _wrong(server, answer)
    folder = str(answer.get("subfolder") or "")
    return f"{folder}/{answer['name']}" if folder else str(answer["name"])


def _waited(server: Server, job: str) -> dict[str, Any]:
    """Return the picture that a job saved, once it has."""
    until = time.monotonic() + server.wait_s
    while time.monotonic() < until:
        record = _json(server, "GET", f"/history/{job}").get(job)
        if isinstance(record, dict):
            if dict(record.get("status") or {}).get("status_str") == "error":
                raise _wrong(server, dict(record["status"]).get("messages") or "the graph failed")
            saved = [one for output in dict(record.get("outputs") or {}).values() for one in output.get("images", ())]
            kept = [one for one in saved if one.get("type") == "output"] or saved
            if len(kept) != 1:
                raise BadInputError(
                    f"The graph saved {len(kept)} pictures, and one is asked for. Leave one SaveImage node in it, and a batch of one."
                )
            return dict(kept[0])
        time.sleep(ASK_EVERY_S)
    raise BadInputError(
        f"The ComfyUI server {server} had not made a picture after {server.wait_s:g} s. Look at its queue, or give it longer: model.wait_s."
    )


def _picture(server: Server, content: bytes, shape: tuple[int, ...]) -> Floats:
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(content)).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise _wrong(server, f"no picture came back: {error}") from error
    return sized(np.asarray(image, np.float32) / 255, shape, "The graph")


def sized(picture: Floats, shape: tuple[int, ...], who: str) -> Floats:
    """Return a picture at the size that was asked for.

    Raises:
        BadInputError: It is not as wide as it is high, as what was shown is: it would be stretched.
    """
    import cv2

    height, width = picture.shape[:2]
    if height != width:
        raise BadInputError(
            f"{who} made a picture of {width}x{height}, and was shown a square: it would be stretched. Let it keep the picture's size."
        )
    if picture.shape == shape:
        return picture
    how = cv2.INTER_AREA if height > shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (shape[1], shape[0]), interpolation=how), np.float32)


def _json(server: Server, method: str, path: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    body = None if given is None else json.dumps(given).encode()
    return _read(server, _asked(server, method, path, body, "application/json"))


def _read(server: Server, content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise _wrong(server, f"it speaks no JSON: {error}") from error
    if not isinstance(answer, dict):
        raise _wrong(server, "it speaks another language than ComfyUI")
    return answer


def _asked(server: Server, method: str, path: str, body: bytes | None = None, kind: str = "") -> bytes:
    """Ask the server one thing. No proxy is used and no redirection followed: either would take the picture elsewhere."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=ANSWERS_S)
    try:
        connection.request(method, path, body, {"Content-Type": kind} if kind else {})
        answer = connection.getresponse()
        content = answer.read(LARGEST + 1)
    except (OSError, http.client.HTTPException) as error:
        raise BadInputError(
            f"The ComfyUI server {server} can't be reached ({error or type(error).__name__}). Start it, or write where it is: model: {{server: http://127.0.0.1:8188}}."
        ) from error
    finally:
        connection.close()
    if answer.status not in {200, 201} or len(content) > LARGEST:
        said = content[:300].decode("utf-8", "replace") if len(content) <= LARGEST else "an answer too large"
        raise _wrong(server, f"{answer.status}: {said}")
    return content


def _wrong(server: Server, said: object) -> BadInputError:
    words = " ".join((said if isinstance(said, str) else json.dumps(said)).split())[:300]
    return BadInputError(
        f"The ComfyUI server {server} did not run the graph ({words}). Run the graph there by hand, and mend it."
    )
