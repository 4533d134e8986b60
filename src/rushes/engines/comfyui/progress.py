"""How far a server's work is, as it says itself on its web socket (RFC 6455): which node runs, and at which of its steps.

Whatever goes wrong with the socket is no fault of the work: without it nothing is told but that the work goes on.
"""

from __future__ import annotations

import base64
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from rushes.engines.comfyui.server import Server
from rushes.untrusted import parsed

_OPENS_S: Final = 5.0
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_LONG, _LONGER = 126, 127
LARGEST: Final = 16 << 20
"""No message is larger [bytes]: previews of pictures are among them."""


class Progress:
    """What a server said last of how far it is. Without a socket it says nothing."""

    def __init__(self, stream: socket.socket | None = None, held: bytes = b"") -> None:
        self._stream, self._held = stream, held
        self.done, self.of = 0, 0

    def hear(self, seconds: float) -> tuple[int, int]:
        """Listen for so long [s], and return steps done and steps in all of the node that runs; 0 and 0 where nothing is known."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._stream is None:
                time.sleep(left)
                break
            self._stream.settimeout(left)
            try:
                more = self._stream.recv(1 << 16)
            except TimeoutError:
                break
            except OSError:
                more = b""
            if not more:
                self._leave()
                continue
            self._held += more
            self._take()
        return self.done, self.of

    def _leave(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._stream, self._held = None, b""

    def _take(self) -> None:
        """Read all whole messages that have come."""
        while (frame := _frame(self._held)) is not None:
            kind, content, self._held = frame
            if kind == _TEXT:
                self._read(content)
            elif kind == _PING and self._stream is not None:
                with suppress(OSError):
                    self._stream.sendall(_masked(_PONG, content))
            elif kind == _CLOSE:
                self._leave()
                return
        if len(self._held) > LARGEST:
            self._leave()

    def _read(self, content: bytes) -> None:
        with suppress(
            ValueError, TypeError, KeyError, AttributeError
        ):  # what it says in another shape is not understood
            message: dict[str, Any] = parsed(content)
            if message["type"] == "progress":
                said = message["data"]
                self.done, self.of = int(said["value"]), int(said["max"])


@contextmanager
def listening(server: Server, client: str) -> Iterator[Progress]:
    """Listen to a server's web socket while the block runs.

    Args:
        server: Which.
        client: The id that the work is asked for with.
    """
    stream = None
    with suppress(OSError):
        stream = socket.create_connection((server.host, server.port), timeout=_OPENS_S)
    progress = Progress()
    try:
        if stream is not None:
            with suppress(OSError):
                progress = _opened(stream, server, client)
        yield progress
    finally:
        if stream is not None:
            stream.close()


def _opened(stream: socket.socket, server: Server, client: str) -> Progress:
    key = base64.b64encode(os.urandom(16)).decode()
    stream.sendall(
        f"GET /ws?clientId={client} HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    held = b""
    while b"\r\n\r\n" not in held and len(held) < 1 << 16:
        more = stream.recv(1 << 12)
        if not more:
            return Progress()
        held += more
    head, _, rest = held.partition(b"\r\n\r\n")
    if b" 101 " not in head.partition(b"\r\n")[0]:
        return Progress()
    return Progress(stream, rest)


def _frame(held: bytes) -> tuple[int, bytes, bytes] | None:
    """Return a message's kind, its content, and what came after it; None until it is whole. Servers don't mask theirs."""
    if len(held) < 2:
        return None
    kind, length, start = held[0] & 0x0F, held[1] & 0x7F, 2
    if length >= _LONG:
        start += 2 if length == _LONG else 8
        if len(held) < start:
            return None
        length = int.from_bytes(held[2:start], "big")
    if len(held) < start + length:
        return None
    return kind, held[start : start + length], held[start + length :]


def _masked(kind: int, content: bytes) -> bytes:
    """Return a short message of ours, masked as those of clients have to be."""
    mask = os.urandom(4)
    content = content[: _LONG - 1]
    return (
        bytes([0x80 | kind, 0x80 | len(content)]) + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(content))
    )
