"""Opening the room's door: the port, the bundle that has to be there, and the server."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from rushes.errors import BadInputError
from rushes.review.web.app import BUNDLES, HERE, create
from rushes.review.web.local import LocalAccess
from rushes.show import Show
from rushes.studio.config import load_studio

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
    with contextlib.closing(listening("127.0.0.1", port)) as door, counted(create(show, access)) as app:
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
    with contextlib.closing(listening(team.host, team.port)) as door, counted(create(show, TeamAccess(team))) as app:
        told(team.address)
        run(behind(app, team.proxies), door, certificate=team.certificate, key=team.key)


@contextlib.contextmanager
def counted(app: FastAPI) -> Iterator[ASGIApp]:
    """Have an application's requests counted for Prometheus where the studio's file asks for that (``watch.room``).

    Raises:
        BadInputError: The extra ``watch`` is not installed, or the address can't be used.
    """
    address = load_studio().watch.room
    if address is None:
        yield app
        return
    from rushes.review.web.room_figures import RoomFigures

    figures = RoomFigures(app, address)
    try:
        yield figures
    finally:
        figures.end()


def behind(app: ASGIApp, proxies: Sequence[str]) -> ASGIApp:
    """Return an application that believes some proxies who asks (``X-Forwarded-For``); nobody else, and nothing else of it.

    Args:
        app: The room.
        proxies: Addresses and networks (CIDR) of the proxies; with none of them the peer's own address counts.
    """
    if not proxies:
        return app
    believing = ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))  # type: ignore[arg-type] # uvicorn's own kind of the same

    async def only_for(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope.get("headers", ()) if name != b"x-forwarded-proto"]
        await believing({**scope, "headers": headers} if scope["type"] == "http" else scope, receive, send)  # type: ignore[arg-type]

    return only_for


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


def run(app: ASGIApp, door: socket.socket, *, certificate: Path | None = None, key: Path | None = None) -> None:
    """Serve an application on a socket until somebody stops it; over TLS with a certificate and its key."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=GOODBYE_S,
        ws="none", proxy_headers=False, ssl_certfile=certificate, ssl_keyfile=key,
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[door])
