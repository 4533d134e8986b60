"""Media of takes: their files with range requests, and stills that the process apart draws of them."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import FileResponse

from rushes.engines import Take
from rushes.errors import RushesError
from rushes.media.drawn.names import VIEWS
from rushes.review.web.home import ShotName, VersionName
from rushes.review.web.room import Here, NotHereError, Room
from rushes.review.web.visitor import Who
from rushes.review.web.worker import inside

ASIDE = "private, max-age=31536000, immutable"
"""Versions never change, so a browser may keep what it has of them."""

_FRAME = re.compile(r"\.(\d{4,6})\.exr$")
_ELEMENT = re.compile(r"^elements/([A-Za-z0-9_-]{1,64})/")

Frame = Annotated[int, Path(ge=0, le=999_999)]
LayerName = Annotated[str, Path(pattern=r"^[A-Za-z0-9_. -]{1,120}$")]
PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "The still."}}

router = APIRouter()


@router.get("/media/{shot}/{version}/{path:path}", response_class=FileResponse)
def media(
    room: Here, who: Who, shot: ShotName, version: VersionName, path: Annotated[str, Path(max_length=300)]
) -> FileResponse:
    """Return a file of a take, or a range of it: only files that ``take.json`` lists."""
    take = room.take(who, shot, version)
    if path not in {file.path for file in take.files}:
        raise NotHereError(f"{take.stem} has no such file.")
    answer = FileResponse(inside(take.folder, path), headers={"cache-control": ASIDE})
    answer.headers["content-security-policy"] = "default-src 'none'; sandbox"
    return answer


@router.get("/api/shots/{shot}/{version}/still/{frame}.png", response_class=Response, responses=PNG)
def still(
    room: Here,
    who: Who,
    shot: ShotName,
    version: VersionName,
    frame: Frame,
    exposure: Annotated[float, Query(ge=-10, le=10)] = 0.0,
    channel: Literal["rgb", "r", "g", "b", "a", "luma", ""] = "rgb",
    view: Literal["", "linear", "Rec.1886", "false colour"] = "",
) -> Response:
    """Return a frame's EXR through the show's view, at its full size."""
    take = room.take(who, shot, version)
    path = _frame_of(take, "comp", "exr/", frame)
    return _drawn(
        room, "still", path=str(inside(take.folder, path)), exposure=exposure, channel=channel or "rgb", view=view
    )


@router.get("/api/shots/{shot}/{version}/pass/{name}/{frame}.png", response_class=Response, responses=PNG)
def pass_(room: Here, who: Who, shot: ShotName, version: VersionName, name: LayerName, frame: Frame) -> Response:
    """Return a pass of a frame so that a person sees it."""
    take = room.take(who, shot, version)
    layer = layers_of(room, take)["passes"].get(name)
    if layer is None:
        raise NotHereError(f"{take.stem} has no pass of that name.")
    path = _frame_of(take, "element", f"elements/{layer[0]}/", frame)
    return _drawn(room, "pass", path=str(inside(take.folder, path)), kind=layer[1])


@router.get("/api/shots/{shot}/{version}/matte/{name}/{frame}.png", response_class=Response, responses=PNG)
def matte(room: Here, who: Who, shot: ShotName, version: VersionName, name: LayerName, frame: Frame) -> Response:
    """Return how much of each pixel is a group of objects', as grey."""
    take = room.take(who, shot, version)
    element = layers_of(room, take)["mattes"].get(name)
    if element is None:
        raise NotHereError(f"{take.stem} has no matte of that name.")
    path = _frame_of(take, "element", f"elements/{element[0]}/", frame)
    return _drawn(room, "matte", path=str(inside(take.folder, path)), name=name)


def stills_of(room: Room, take: Take) -> dict[str, object]:
    """Return the addresses of a take's stills, passes and mattes, as the player asks for them."""
    start = f"/api/shots/{take.shot}/{take.version}"
    found = layers_of(room, take)
    told: dict[str, object] = {
        "passes": [{"name": name, "still": f"{start}/pass/{quote(name)}/{{frame}}.png"} for name in found["passes"]],
        "mattes": [{"name": name, "still": f"{start}/matte/{quote(name)}/{{frame}}.png"} for name in found["mattes"]],
    }
    if any(file.role == "comp" and _FRAME.search(file.path) for file in take.files):
        told["still"] = f"{start}/still/{{frame}}.png?exposure={{exposure}}&channel={{channel}}&view={{view}}"
        told["views"] = list(VIEWS)
    return told


def layers_of(room: Room, take: Take) -> dict[str, dict[str, tuple[str, str]]]:
    """Return what a take's elements can show: ``passes`` and ``mattes`` by name, each with its element and kind."""
    return room.layers.of((take.shot, take.version, take.created), lambda: _read_layers(room, take))


def _read_layers(room: Room, take: Take) -> dict[str, dict[str, tuple[str, str]]]:
    first: dict[str, str] = {}
    for file in take.files:
        found = _ELEMENT.match(file.path)
        if file.role == "element" and found and _FRAME.search(file.path):
            first.setdefault(found[1], file.path)
    passes: dict[str, tuple[str, str]] = {}
    mattes: dict[str, tuple[str, str]] = {}
    for element, path in first.items():
        try:
            told = json.loads(room.stills.draw("layers", {"path": str(inside(take.folder, path))}))
        except RushesError:
            continue  # a damaged element is shown by nobody; verification says what is wrong with it
        for layer, kind in told["passes"]:
            passes[" ".join(part for part in (element, layer) if part)] = (element, kind)
        mattes.update(dict.fromkeys(told["mattes"], (element, "matte")))
    return {"passes": passes, "mattes": mattes}


def _frame_of(take: Take, role: str, start: str, frame: int) -> str:
    for file in take.files:
        if file.role == role and file.path.startswith(start):
            found = _FRAME.search(file.path)
            if found and int(found[1]) == frame:
                return file.path
    raise NotHereError(f"{take.stem} has no such picture of frame {frame}.")


def _drawn(room: Room, what: str, **asked: object) -> Response:
    return Response(room.stills.draw(what, asked), media_type="image/png", headers={"cache-control": ASIDE})
