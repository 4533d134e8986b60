"""The application: pages, media and the API of one show's review room."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from rushes import __version__
from rushes.errors import BusyError, EscalatedError, RefusedError, RushesError
from rushes.review.web import (
    ask,
    consents,
    desk,
    events,
    held,
    home,
    me,
    media,
    next_version,
    noting,
    own_signing,
    performers,
    saying,
    shot,
)
from rushes.review.web.guard import Guard
from rushes.review.web.room import NotHereError, Room
from rushes.review.web.visitor import Access
from rushes.show import Show

HERE = Path(str(resources.files("rushes.review.web")))
BUNDLES = ("player.js", "room.js")
"""What `make web` builds into ``static/``."""

_STATUS: tuple[tuple[type[RushesError], int], ...] = (
    (NotHereError, 404),
    (BusyError, 503),
    (RefusedError, 403),
    (EscalatedError, 409),
    (RushesError, 400),
)


def create(show: Show, access: Access) -> FastAPI:
    """Return the application of a show's review room.

    Args:
        show: The show; its folder is the only one that anything is read from or written to.
        access: How people come in.
    """
    room = Room(show, access)

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        room.watch.start()
        room.floor.start()
        yield
        room.close()

    app = FastAPI(
        title=f"Rushes review of {show.name}",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,  # it would fetch scripts from elsewhere
        redoc_url=None,
        lifespan=life,
    )
    app.state.room = room
    pages = (home, shot, me, ask, next_version, desk, held, consents, performers)
    for part in (events, *pages, media, noting, saying, own_signing):
        app.include_router(part.router)
    app.include_router(access.router())
    app.mount("/assets", StaticFiles(directory=HERE / "assets"), name="assets")
    app.mount("/static", StaticFiles(directory=HERE / "static", check_dir=False), name="static")
    app.add_middleware(Guard, access=access, show=room.show, outside=room.outside)
    app.add_exception_handler(RushesError, _told)
    app.add_exception_handler(RequestValidationError, _misformed)
    app.add_exception_handler(HTTPException, _unknown)
    return app


def _told(request: Request, error: Exception) -> Response:
    """Answer with the sentence that every error here is."""
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    return _answer(request, status, str(error))


def _misformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    return _answer(request, 422, f"{where or 'The request'}: {first['msg']}.")


def _unknown(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    sentence = {
        404: "There is no such page here.",
        405: "That can't be done with this page. Go back to it, and use what it shows.",
    }.get(error.status_code, str(error.detail))
    answer = _answer(request, error.status_code, sentence)
    answer.headers.update(error.headers or {})
    return answer


def _answer(request: Request, status: int, sentence: str) -> Response:
    wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
    if not wants_page:
        return JSONResponse({"error": sentence}, status_code=status)
    room: Room = request.app.state.room
    if request.state.visitor is None:
        return Response(room.outside(sentence), status_code=status, media_type="text/html")
    page = room.page(request, "trouble.html", sentence=sentence, status=status, here="")
    page.status_code = status
    return page
