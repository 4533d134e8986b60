"""Where a ComfyUI server listens, and one question to it: each ends with an answer or a sentence.

The server has to be on this machine or, by number, in its own network: what it is shown goes nowhere else. No proxy is used and no redirection followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from rushes.errors import BadInputError
from rushes.untrusted import parsed

ANSWERS_S: Final = 30.0
"""How long the server may take for one answer [s]; its work may take longer, by being asked again."""

LARGEST: Final = 64 << 20
"""No answer is larger [bytes], besides a movie."""

LARGEST_MOVIE: Final = 1 << 30
"""No movie that it made is larger [bytes]: twenty seconds in ProRes at 4K are."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a ComfyUI server listens.

    Attributes:
        host, port: Its address.
        wait_s: How long its work may take [s].
        section: The part of the brief that names it, for errors: ``model`` or ``finish``.
    """

    host: str
    port: int
    wait_s: float
    section: str = "model"

    def __str__(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def server_at(address: str, wait_s: float, section: str = "model") -> Server:
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
            f"{section}.server is {address}, which is no address of a ComfyUI server. Write it as http://127.0.0.1:8188."
        )
    if host == "localhost":
        return Server("127.0.0.1", port, wait_s, section)
    try:
        at = ipaddress.ip_address(host)
    except ValueError:
        at = None
    at = getattr(at, "ipv4_mapped", None) or at
    if at is None or not (at.is_loopback or (at.is_private and not at.is_unspecified)):
        shown = "a performer's picture" if section == "model" else "a picture"
        raise BadInputError(
            f"{section}.server is {address}, and {shown} is sent to no server outside this machine's own network. Write the number of a machine "
            "in it, for example http://127.0.0.1:8188 or http://192.168.1.20:8188."
        )
    return Server(host, port, wait_s, section)


def send(server: Server, content: bytes, name: str, folder: str = "") -> str:
    """Send a file up into the server's folder of inputs, and return what its nodes call it.

    Args:
        server: Where.
        content: Of the file.
        name: What it is called there.
        folder: In which folder of the inputs; their own when empty.

    Raises:
        BadInputError: It can't be reached, or doesn't take it.
    """
    mark = uuid.uuid4().hex
    fields = {"type": "input", "overwrite": "true"} | ({"subfolder": folder} if folder else {})
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    )
    head += (
        f'--{mark}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    answer = read(server, ask(server, "POST", "/upload/image", body, f"multipart/form-data; boundary={mark}"))
    if not isinstance(answer.get("name"), str):
        raise wrong(server, answer)
    there = str(answer.get("subfolder") or "")
    return f"{there}/{answer['name']}" if there else str(answer["name"])


def fetch(server: Server, saved: Mapping[str, Any], largest: int = LARGEST) -> bytes:
    """Return a file that a graph saved, from what the server's history says of it.

    Raises:
        BadInputError: It can't be reached, or doesn't give it whole.
    """
    query = urlencode({key: str(saved.get(key, "")) for key in ("filename", "subfolder", "type")})
    return ask(server, "GET", f"/view?{query}", largest=largest)


def ask_json(server: Server, method: str, path: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Ask the server one thing and return its answer, an object.

    Raises:
        BadInputError: It can't be reached, refuses, or answers something else.
    """
    body = None if given is None else json.dumps(given).encode()
    return read(server, ask(server, method, path, body, "application/json"))


def read(server: Server, content: bytes) -> dict[str, Any]:
    """Return an answer as the object that it has to be.

    Raises:
        BadInputError: It is none.
    """
    try:
        answer = parsed(content)
    except ValueError as error:
        raise wrong(server, f"it speaks no JSON: {error}") from error
    if not isinstance(answer, dict):
        raise wrong(server, "it speaks another language than ComfyUI")
    return answer


def ask(
    server: Server, method: str, path: str, body: bytes | None = None, kind: str = "", largest: int = LARGEST
) -> bytes:
    """Ask the server one thing. No proxy is used and no redirection followed: either would take a picture elsewhere.

    Raises:
        BadInputError: It can't be reached, breaks off, refuses, or its answer is too large.
    """
    connection = http.client.HTTPConnection(server.host, server.port, timeout=ANSWERS_S)
    try:
        connection.request(method, path, body, {"Content-Type": kind} if kind else {})
        with connection.getresponse() as answer:
            content = answer.read(largest + 1)
            if (answer.length or 0) > 0 and len(content) <= largest:
                raise http.client.IncompleteRead(content, answer.length)
    except http.client.IncompleteRead as error:
        raise wrong(server, f"it broke off in the middle of {path.partition('?')[0]}") from error
    except (OSError, http.client.HTTPException) as error:
        raise BadInputError(
            f"The ComfyUI server {server} can't be reached ({error or type(error).__name__}). Start it, or write where it is: "
            f"{server.section}: {{server: http://127.0.0.1:8188}}."
        ) from error
    finally:
        connection.close()
    if answer.status not in {200, 201} or len(content) > largest:
        raise wrong(server, f"{answer.status}: {_said(content) if len(content) <= largest else 'an answer too large'}")
    return content


def _said(content: bytes) -> str:
    """Return what a refusal says: of a graph that the server doesn't take, the node and what is wrong with it."""
    text = content.decode("utf-8", "replace")
    try:
        answer = parsed(text)
    except ValueError:
        return text
    return faults_of(answer) if isinstance(answer, dict) else text


def faults_of(answer: Mapping[str, Any]) -> str:
    """Return what a server's answer says is wrong with a graph, in words; empty when it says nothing."""
    error = answer.get("error")
    said = [str(error.get("message", error)) if isinstance(error, dict) else str(error)] if error else []
    nodes = answer.get("node_errors")
    for name, fault in nodes.items() if isinstance(nodes, dict) else ():
        told = fault if isinstance(fault, dict) else {"errors": [fault]}
        words = [
            " ".join(str(one.get(key, "")) for key in ("message", "details")) if isinstance(one, dict) else str(one)
            for one in told.get("errors") or ()
        ]
        said.append(f"node {name} ({told.get('class_type', 'unknown')}): {'; '.join(words)}")
    return ". ".join(said)


def wrong(server: Server, said: object) -> BadInputError:
    """Return the error of a server that did not run a graph, in its own words."""
    words = " ".join((said if isinstance(said, str) else json.dumps(said)).split())[:300]
    return BadInputError(
        f"The ComfyUI server {server} did not run the graph ({words}). Run the graph there by hand, and mend it."
    )
