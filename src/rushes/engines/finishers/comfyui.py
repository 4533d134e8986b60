"""A finisher that is a graph on a ComfyUI server: what holds it is sent up, the graph is run there, and what it saved is fetched and looked at.

The graph leaves open what it takes of a clip (``engines/comfyui/graph.py`` says how): ``words``, ``seed``, ``width``, ``height``, ``frames``, ``rate``, ``steps``,
``guidance``, ``strength``, ``scale``; and the pictures ``first``, ``last``, ``control``, ``masks``, ``start``, ``reference_1`` and on. Moving ones reach a LoadImage node as a TIFF of
many pages, which it reads as a batch; a node that loads movies as an H.264 movie; one that loads a folder as PNGs in one.
"""

from __future__ import annotations

import io
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.clearance.gate import Permit
from rushes.engines.comfyui.graph import Graph, filled, open_places, places, read_graph, titled
from rushes.engines.comfyui.running import check_nodes, run
from rushes.engines.comfyui.server import LARGEST_MOVIE, Server, fetch, send, wrong
from rushes.engines.finishers.coming_back import brought_back, longer, movie_back
from rushes.engines.finishers.contract import Asked, Bytes, Floats, Footage, Watch
from rushes.engines.finishers.families import WORDS, fitted_length, fitted_size
from rushes.errors import BadInputError
from rushes.media.apart import apart
from rushes.media.movie import write_movie
from rushes.media.sound import SAMPLE_RATE

STRIDE: Final = 8
"""Lengths are rounded up to a multiple of it, and one: what LTX's latents need, and Wan's with their four as well."""

SIDE: Final = 16
"""Sides are multiples of it [px]."""

MOVIES: Final = (".mp4", ".webm", ".mkv", ".mov")
_REFERENCE: Final = "reference_"
_MOVING: Final = ("control", "masks", "start")


def takes(graph: Mapping[str, Any]) -> frozenset[str]:
    """Return what of a clip a graph can be held by, names among those of the contract.

    Raises:
        BadInputError: One of its titles stands for nothing.
    """
    named = open_places(graph)
    references = {"references"} if any(name.startswith(_REFERENCE) for name in named) else set()
    return frozenset((named & set(WORDS)) | references)


def check(path: Path, given: frozenset[str], references: int = 0) -> None:
    """Stop at a graph that can't be held so, as far as it says itself. Asks no server.

    Args:
        path: The graph's.
        given: What it is to be held by (``Asked.given``).
        references: How many pictures of how things look there are.

    Raises:
        BadInputError: It is so, or it takes no words.
    """
    graph = read_graph(path)
    named = open_places(graph)
    known = takes(graph)
    if too_much := sorted(given - known):
        raise BadInputError(
            f"The graph {path} takes no {WORDS[too_much[0]].removeprefix('a ')}, and would leave them out in silence. Title the node that loads them "
            f'"rushes: {too_much[0]}", or leave them out: finish.hold.'
        )
    if missing := sorted(known - given):
        raise BadInputError(
            f"The graph {path} takes {WORDS[missing[0]]}, and there is none. Write what holds it, finish.hold: [{', '.join(sorted(known & {*WORDS} - {'references', 'masks'}))}], or take that node's title out."
        )
    wanted = sum(name.startswith(_REFERENCE) for name in named)
    if wanted != references:
        raise BadInputError(
            f"The graph {path} takes {wanted} references, and there {'is one' if references == 1 else f'are {references}'}. Bring as many: finish.references."
        )
    if "words" not in named:
        raise BadInputError(
            f'Nothing in the graph {path} takes the words. Title the node of its prompt "rushes: words", or write "{{words}}" as its text.'
        )


def finish(graph: Graph, server: Server, asked: Asked, watch: Watch, permit: Permit) -> Footage:
    """Draw what is asked.

    Args:
        graph: As it was brought, with what it leaves open.
        server: Where it runs.
        asked: What.
        watch: Told of every step that the server tells; it may stop the run, which interrupts the server's work.
        permit: That it may be done.

    Raises:
        BadInputError: The server can't be reached, refuses the graph, fails, or gives back something else than was asked.
        RefusedError: A node would send pictures out of the house.
        CancelledError: It was stopped.
    """
    check_nodes(server, graph)
    width, height = fitted_size(asked.width, asked.height, SIDE)
    length = fitted_length(asked.frames, STRIDE)
    words = {
        "words": asked.words, "seed": asked.seed, "width": width, "height": height, "frames": length, "rate": float(asked.rate),
        "steps": asked.steps, "guidance": asked.guidance, "strength": asked.strength, "scale": asked.control_scale,
    }  # fmt: skip
    sent = dict(_sent(graph, server, asked, (width, height), length))
    outputs = run(server, filled(graph, {**words, **sent}), permit, _told(watch))
    pictures, sound = _footage(graph, outputs, server, asked, (width, height))
    return Footage(pictures, sound, SAMPLE_RATE if sound is not None else 0, f"ComfyUI at {server}")


def _told(watch: Watch) -> Any:  # noqa: ANN401 - a function
    """Return what tells a watcher how far the server is: before it says anything, none of one step is done."""
    return lambda done, of: watch.step(min(done, of), max(of, 1))


def _sent(
    graph: Graph, server: Server, asked: Asked, size: tuple[int, int], length: int
) -> Iterator[tuple[str, object]]:
    """Send up what the graph leaves open, and yield the names that its nodes load them by."""
    mark = uuid.uuid4().hex
    stills = {"first": asked.first, "last": asked.last}
    stills |= {f"{_REFERENCE}{number}": picture for number, picture in enumerate(asked.references, 1)}
    for name, picture in stills.items():
        if picture is not None:
            own = picture if name.startswith(_REFERENCE) else _resized(picture[None], size)[0]
            yield name, send(server, _png(own), f"rushes-{mark}-{name}.png")
    moving = {"control": asked.control, "start": asked.start, "masks": None if asked.masks is None else np.repeat(asked.masks[..., None], 3, -1)}  # fmt: skip
    for name in _MOVING:
        pictures = longer(moving[name], length)
        if pictures is not None:
            yield (
                name,
                _send_moving(server, _resized(pictures, size), asked, f"rushes-{mark}-{name}", _way(graph, name)),
            )


def _way(graph: Graph, name: str) -> str:
    """Return the input by which a graph takes moving pictures: ``image``, ``file``, ``video`` or ``directory``."""
    for number, node in graph.items():
        for key, word in places(node, number):
            if word == name:
                return key
        for key, value in node["inputs"].items():
            if value == f"{{{name}}}":
                return str(key)
    return "image"


def _send_moving(server: Server, pictures: Bytes, asked: Asked, name: str, way: str) -> str:
    if way == "directory":
        for number, picture in enumerate(pictures):
            send(server, _png(picture), f"{number:05d}.png", name)
        return name
    if way in {"file", "video"}:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "movie.mp4"
            write_movie(path, pictures, np.zeros((0, 2), np.float32), rate=asked.rate, tags={})
            return send(server, path.read_bytes(), f"{name}.mp4")
    return send(server, _tiff(pictures), f"{name}.tiff")


def _footage(
    graph: Graph, outputs: Mapping[str, Any], server: Server, asked: Asked, size: tuple[int, int]
) -> tuple[Bytes, Floats | None]:
    """Return the pictures that a graph saved, and its sound."""
    who = f"The graph on {server}"
    saved = _saved(graph, outputs, "pictures", ("images", "gifs", "video", "videos"))
    movies = [one for one in saved if str(one.get("filename", "")).lower().endswith(MOVIES)]
    if len(movies) > 1:
        raise BadInputError(
            f'{who} saved {len(movies)} movies, and one is asked for. Title the node that saves the right one "rushes: pictures".'
        )
    own: Floats | None = None
    if movies:
        pictures, own = _movie(server, movies[0], asked, who, size)
    else:
        pictures = brought_back((_picture(server, one) for one in saved), asked, who, size)
    heard = _saved(graph, outputs, "sound", ("audio",))
    if len(heard) > 1:
        raise BadInputError(
            f'{who} saved {len(heard)} sounds, and one is asked for. Title the node that saves the right one "rushes: sound".'
        )
    return pictures, _sound(server, heard[0], asked) if heard else own


def _saved(graph: Graph, outputs: Mapping[str, Any], what: str, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return what nodes saved under one of some keys: those whose title says so, else all, and of these the kept before the previewed."""
    titled_so = [name for name, node in graph.items() if titled(node)[0] == what]
    nodes = [outputs.get(name) for name in titled_so or outputs]
    found = [
        one
        for node in nodes
        if isinstance(node, dict)
        for key in keys
        for one in node.get(key) or ()
        if isinstance(one, dict)
    ]
    return [one for one in found if one.get("type") == "output"] or found


def _movie(
    server: Server, saved: Mapping[str, Any], asked: Asked, who: str, size: tuple[int, int]
) -> tuple[Bytes, Floats | None]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"movie{Path(str(saved['filename'])).suffix}"
        path.write_bytes(fetch(server, saved, LARGEST_MOVIE))
        return movie_back(path, asked, who, shape=size)


def _sound(server: Server, saved: Mapping[str, Any], asked: Asked) -> Floats:
    from rushes.media.movie_sound import movie_sound

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sound{Path(str(saved.get('filename', ''))).suffix}"
        path.write_bytes(fetch(server, saved))
        try:
            found = apart(movie_sound, path, 0, asked.frames, asked.rate)
        except BadInputError as error:
            raise wrong(server, "it saved a sound that can't be read to its end") from error
    if found is None:
        raise wrong(server, "it saved a sound without a track")
    return np.asarray(found, np.float32)


def _picture(server: Server, saved: Mapping[str, Any]) -> Bytes:
    from PIL import Image

    try:
        return np.asarray(Image.open(io.BytesIO(fetch(server, saved))).convert("RGB"))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise wrong(server, f"{saved.get('filename', 'a file')} is no whole picture: {error}") from error


def _resized(pictures: Bytes, size: tuple[int, int]) -> Bytes:
    from PIL import Image

    if pictures.shape[1:3] == (size[1], size[0]):
        return pictures
    return np.stack([np.asarray(Image.fromarray(one).resize(size, Image.Resampling.LANCZOS)) for one in pictures])


def _png(picture: Bytes) -> bytes:
    from PIL import Image

    held = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(held, "PNG")
    return held.getvalue()


def _tiff(pictures: Bytes) -> bytes:
    """Return pictures as one file of many pages, lossless: other kinds leave out a picture that is like the one before it."""
    from PIL import Image

    first, *rest = (Image.fromarray(np.ascontiguousarray(one)) for one in pictures)
    held = io.BytesIO()
    first.save(held, "TIFF", save_all=True, append_images=rest, compression="tiff_adobe_deflate")
    return held.getvalue()
