"""A graph that one brings, run by a ComfyUI server: a picture is sent up, the graph is queued, and the picture that it saved is fetched.

The graph is what ComfyUI saves as *API format*: a JSON object of nodes. In its inputs ``{image}`` stands for the picture's name, ``{seed}`` for the seed, ``{from}``,
``{to}`` and ``{prompt}`` for the ages and the words. The server has to be on this machine or, by number, in its own network: a performer's picture goes nowhere else.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.gate import Permit
from rushes.engines.comfyui import graph as graphs
from rushes.engines.comfyui.running import check_nodes, run
from rushes.engines.comfyui.server import Server, fetch, send, wrong
from rushes.errors import BadInputError
from rushes.media.colour import as_bytes

Floats = NDArray[np.float32]

IMAGE: Final = "image"
"""What stands for the picture in a graph."""


def read_graph(path: Path) -> dict[str, Any]:
    """Read a graph.

    Raises:
        BadInputError: It is no graph in API format, or nothing in it takes the picture.
    """
    graph = graphs.read_graph(path)
    if IMAGE not in graphs.open_places(graph):
        raise BadInputError(
            f'Nothing in the graph {path} takes the picture. Write "{{{IMAGE}}}" as the input "image" of its LoadImage node, or title that node "rushes: {IMAGE}".'
        )
    return graph


def editor(
    server: Server, graph: Mapping[str, Any], words: Mapping[str, object], permit: Permit
) -> Callable[[Floats], Floats]:
    """Return a server with a graph as what takes display values, shape [h, w, 3], and returns them changed.

    Args:
        server: Where.
        graph: As it was brought.
        words: What it leaves open, besides the picture.
        permit: That it may be done.

    Raises:
        BadInputError: The server can't be reached, or lacks one of the graph's nodes.
        RefusedError: A node would send the picture out of the house.
    """
    check_nodes(server, graph)

    def edit(picture: Floats) -> Floats:
        name = _sent(server, picture)
        outputs = run(server, graphs.filled(graph, {**words, IMAGE: name}), permit)
        return _picture(server, fetch(server, _saved(outputs)), picture.shape)

    return edit


def _sent(server: Server, picture: Floats) -> str:
    from PIL import Image

    held = io.BytesIO()
    Image.fromarray(as_bytes(picture)).save(held, "PNG")
    return send(server, held.getvalue(), f"rushes-{uuid.uuid4().hex}.png")


def _saved(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the one picture that a graph saved.

    Raises:
        BadInputError: It saved another number of them.
    """
    saved = [one for output in outputs.values() for one in output.get("images", ())]
    kept = [one for one in saved if one.get("type") == "output"] or saved
    if len(kept) != 1:
        raise BadInputError(
            f"The graph saved {len(kept)} pictures, and one is asked for. Leave one SaveImage node in it, and a batch of one."
        )
    return dict(kept[0])


def _picture(server: Server, content: bytes, shape: tuple[int, ...]) -> Floats:
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(content)).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise wrong(server, f"no picture came back: {error}") from error
    return sized(np.asarray(image, np.float32) / 255, shape, "The graph")


def sized(picture: Floats, shape: tuple[int, ...], who: str) -> Floats:
    """Return a picture at the size that was asked for.

    Raises:
        BadInputError: It is not as wide as it is high, as what was shown is: it would be stretched.
    """
    import cv2

    height, width = picture.shape[:2]
    if height != width:
        raise BadInputError(
            f"{who} made a picture of {width}x{height}, and was shown a square: it would be stretched. Let it keep the picture's size."
        )
    if picture.shape == shape:
        return picture
    how = cv2.INTER_AREA if height > shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (shape[1], shape[0]), interpolation=how), np.float32)
