"""Opening the room's door: the port, the bundle that has to be there, and the server."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from rushes.errors import BadInputError
from rushes.review.web.app import BUNDLES, HERE, create
from rushes.review.web.local import LocalAccess
from rushes.show import Show

PORT = 8321
"""The usual port; nothing well known listens there."""

GOODBYE_S = 1
"""How long [s] open streams are waited for when the room closes."""


def serve_locally(show: Show, *, port: int | None, told: Callable[[str], None]) -> None:
    """Serve a show's room on this machine until somebody stops it.

    Args:
        show: The show.
        port: Which port; the usual one, or a free one when that is taken, when None.
        told: Given the address that lets somebody in, as soon as it answers.

    Raises:
        BadInputError: The pages' scripts were not built, or the port is taken.
    """
    check_bundles()
    access = LocalAccess(show)
    with contextlib.closing(listening("127.0.0.1", port)) as door:
        app = create(show, access)
        told(access.address(door.getsockname()[1]))
        run(app, door)


def serve_team(show: Show, *, told: Callable[[str], None]) -> None:
    """Serve a show's room to a team until somebody stops it, as ``SHOW/review/team.yaml`` says.

    Args:
        show: The show.
        told: Given the address at which people reach it, as soon as it answers.

    Raises:
        BadInputError: The pages' scripts were not built, ``team.yaml`` is wrong, or the port is taken.
    """
    from rushes.review.web.team import TeamAccess
    from rushes.review.web.team_file import read_team

    check_bundles()
    team = read_team(show)
    with contextlib.closing(listening(team.host, team.port)) as door:
        app = create(show, TeamAccess(team))
        told(team.address)
        run(app, door, certificate=team.certificate, key=team.key)


def check_bundles() -> None:
    """Stop where the pages' scripts are missing, as in a fresh copy of the source.

    Raises:
        BadInputError: They are.
    """
    missing = [name for name in BUNDLES if not (HERE / "static" / name).is_file()]
    if missing:
        raise BadInputError(
            f"The pages' scripts are not built ({', '.join(missing)} is missing). Run make web; a package of Rushes has them."
        )


def listening(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens on a port, or on the usual one, or on one that is free.

    Raises:
        BadInputError: The port is taken.
    """
    for wanted in (PORT, 0) if port is None else (port,):
        door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, wanted))
        except OSError as error:
            door.close()
            if wanted == 0 or port is not None:
                raise BadInputError(
                    f"Port {wanted} of {host} can't be used ({error.strerror}). Give another: --port."
                ) from error
        else:
            return door
    raise AssertionError  # the last port is any free one, or was refused above


def run(app: FastAPI, door: socket.socket, *, certificate: Path | None = None, key: Path | None = None) -> None:
    """Serve an application on a socket until somebody stops it; over TLS with a certificate and its key."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=GOODBYE_S,
        ws="none", proxy_headers=False, ssl_certfile=certificate, ssl_keyfile=key,
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[door])
