"""A machine of a studio's Ray cluster: its head, or one that works. Ray ends on a machine that was cut off; here it is begun again.

Who joins a cluster may run anything on all of it, so it is closed: a secret that the head makes (``ray.token`` beside the keys) is asked of everybody.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from rushes.errors import BadInputError, CancelledError, StepFailedError
from rushes.studio.config import Studio
from rushes.studio.process import run_program
from rushes.studio.settings import settings_folder
from rushes.studio.store import spoken_errors

AGAIN_S: Final = 3.0
"""How long [s] it is waited before Ray is begun again."""

TOKEN: Final = "ray.token"  # noqa: S105 - a file's name
PORTS: Final = (
    "node-manager-port",
    "object-manager-port",
    "runtime-env-agent-port",
    "dashboard-agent-grpc-port",
    "dashboard-agent-listen-port",
    "metrics-export-port",
)
"""Ports of Ray's helpers, which follow the head's own number, so that a firewall can be told. Those that are not told it waits for on a busy machine."""

WORKER_PORTS: Final = (10002, 10999)
"""Ports of the processes that work, one each."""

_OPEN_HANDED: Final = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_agent_register_timeout_ms": "120000",
    "RAY_worker_register_timeout_seconds": "120",
    "RAY_ROTATION_MAX_BYTES": str(16 << 20),
    "RAY_ROTATION_BACKUP_COUNT": "2",
}
"""No word to anybody, patience with its helpers' start on a busy machine, and logs that end somewhere. The environment may say otherwise."""

_STARTED: Final = "Ray runtime started"


@dataclass(frozen=True, slots=True)
class Given:
    """What a machine gives to its cluster.

    Attributes:
        cpus: Processors; None: as many as it has, of the head none.
        gpus: GPUs; None: as many as Ray finds.
        vram_gb: Their memory together [GB]; None: unknown.
    """

    cpus: int | None = None
    gpus: int | None = None
    vram_gb: float | None = None

    def options(self, *, head: bool) -> list[str]:
        """Return it as Ray is told."""
        cpus = 0 if head and self.cpus is None else self.cpus
        return [
            *([] if cpus is None else [f"--num-cpus={cpus}"]),
            *([] if self.gpus is None else [f"--num-gpus={self.gpus}"]),
            *([] if self.vram_gb is None else [f"--resources={json.dumps({'vram_gb': self.vram_gb})}"]),
        ]


def keep(studio: Studio, *, head: bool, given: Given, told: Callable[[str], None], halted: Callable[[], bool]) -> None:
    """Be a machine of the studio's cluster until ``halted`` says so: what runs here then is begun again elsewhere.

    Args:
        studio: Its ``executor`` names the head.
        head: Whether this machine is that.
        given: What it gives.
        told: Called with a sentence when it has joined, and when Ray ended and is begun again.
        halted: Asked now and then.

    Raises:
        BadInputError: There is no Ray here, the studio names no head, its name leads nowhere, or the secret is missing.
    """
    host, port = head_of(studio)
    if importlib.util.find_spec("ray") is None:
        raise BadInputError("Ray is not installed here. Install it: pip install 'rushes[farm]'")
    here = own_address(host, port, head=head)
    environment = {**_OPEN_HANDED, **os.environ, **token_environment(make=head)}
    if "RAY_AUTH_MODE" not in environment:
        raise BadInputError(
            f"The secret of the studio's cluster is missing: {settings_folder() / TOKEN}. The head makes it (`rushes studio worker --head`, "
            "once); copy it from there, readable for this user alone."
        )
    argv = [*_ray_start(studio, host, port, head=head), f"--node-ip-address={here}", *given.options(head=head)]

    def hear(line: str) -> None:
        if _STARTED in line:
            told(f"{'The head of the cluster' if head else 'A machine of the cluster'} at {here}, port {port}.")

    log = _folder(studio) / "start.log"
    while not halted():
        try:
            run_program(argv, log=log, on_line=hear, cancelled=halted, env=environment)
        except CancelledError:
            return
        except StepFailedError:  # the log says it at length
            pass
        told(
            f"Ray has ended here, as it does when the head is away or the machine is busy. Begins again; its words: {log}"
        )
        until = time.monotonic() + AGAIN_S
        while time.monotonic() < until and not halted():
            time.sleep(AGAIN_S / 30)


def head_of(studio: Studio) -> tuple[str, int]:
    """Return where the head of a studio's cluster is: host and port.

    Raises:
        BadInputError: The studio names none.
    """
    address = urlsplit(studio.executor)
    if address.scheme != "ray" or not address.hostname or not address.port:
        raise BadInputError(
            f'The studio\'s executor is "{studio.executor}", which names no head. Write executor: ray://HOST:6379 into studio.yaml.'
        )
    return address.hostname, address.port


def own_address(host: str, port: int, *, head: bool) -> str:
    """Return the address under which the cluster finds this machine: the one that it reaches the head from. Nothing is sent for it.

    Raises:
        BadInputError: The head's name leads nowhere, or to another machine than this one, which is to be the head.
    """
    try:
        (family, kind, _, _, there), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
        with socket.socket(family, kind) as asked:
            asked.connect(there)
            here = str(asked.getsockname()[0])
    except OSError as error:
        raise BadInputError(
            f"The head {host}, which studio.yaml names, can't be reached from here ({error.strerror})."
        ) from error
    if head and here != there[0]:
        raise BadInputError(
            f"studio.yaml names {host} ({there[0]}) as the head, and this machine is {here}. Start the head there, or name this machine."
        )
    return here


def token_environment(*, make: bool = False) -> Mapping[str, str]:
    """Return what Ray has to know to be let in: where the cluster's secret lies. Empty where there is none, and none is to be made.

    Raises:
        BadInputError: It can't be written, or others can read it.
    """
    path = settings_folder() / TOKEN
    if not path.exists():
        if not make:
            return {}
        with spoken_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
                out.write(secrets.token_hex(32))
    if path.stat().st_mode & 0o077:
        raise BadInputError(f"{path} can be read by others, who could run anything on the cluster. chmod 600 {path}")
    return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(path)}


def _ray_start(studio: Studio, host: str, port: int, *, head: bool) -> list[str]:
    where = ["--head", f"--port={port}", "--include-dashboard=false"] if head else [f"--address={host}:{port}"]
    low, high = WORKER_PORTS
    return [
        sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats", *where,
        f"--temp-dir={_folder(studio)}",
        *(f"--{name}={number}" for number, name in enumerate(PORTS, port + 1)),
        f"--min-worker-port={low}", f"--max-worker-port={high}",
    ]  # fmt: skip


def _folder(studio: Studio) -> Path:
    """Where Ray's passing files lie: a short path, since they are sockets as well."""
    return Path("/var/tmp") / f"ray-{studio.name}"  # noqa: S108 - sockets need a short path; Ray makes a folder of its own in it each time
