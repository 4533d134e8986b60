"""The lookout: a tiny program that stops a server's work when whoever asked for it is gone.

``python lookout.py HOST PORT JOB`` reads its standard input, a pipe that only the asking process holds. When that process says that it is done, the lookout leaves;
when the pipe ends without a word, since the process was cancelled or killed in whatever way, the lookout takes the job out of the server's queue, or interrupts it
where it runs. Somebody else's job that runs there is left alone. It uses the standard library only, and starts in a fraction of a second.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import sys

DONE = b"done"
_ANSWERS_S = 5.0


def ask(host: str, port: int, method: str, path: str, given: dict[str, object] | None = None) -> object:
    """Ask the server one thing; its answer, where it is JSON."""
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWERS_S)
    try:
        body = None if given is None else json.dumps(given).encode()
        connection.request(method, path, body, {"Content-Type": "application/json"})
        content = connection.getresponse().read()
        return json.loads(content) if content else None
    finally:
        connection.close()


def stop(host: str, port: int, job: str) -> None:
    """Take a job out of the queue, and interrupt it if it is the one that runs."""
    with contextlib.suppress(OSError, ValueError, RecursionError, http.client.HTTPException):
        ask(host, port, "POST", "/queue", {"delete": [job]})
    with contextlib.suppress(OSError, ValueError, RecursionError, http.client.HTTPException):
        queue = ask(host, port, "GET", "/queue")
        running = queue.get("queue_running", ()) if isinstance(queue, dict) else ()
        if any(job in one[:2] for one in running if isinstance(one, list)):
            ask(host, port, "POST", "/interrupt", {"prompt_id": job})


def main(argv: list[str]) -> None:
    """Wait until the asking process is done or gone; see the module's first lines."""
    if sys.stdin.buffer.read() != DONE:
        stop(argv[0], int(argv[1]), argv[2])


if __name__ == "__main__":
    main(sys.argv[1:])
