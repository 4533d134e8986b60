"""A re-ageing network that one brings as ONNX: a picture and two ages in, a change out.

The interface is FRAN's (Zoss et al. 2022, *Production-Ready Face Re-Aging for Visual Effects*, ACM TOG 41): one input [1, 5, h, w] of red, green and blue (display
values 0 to 1) and of the two ages in hundreds of years, each a whole sheet; one output [1, 3, h, w], which is added to the picture.
ONNX Runtime runs it where it is installed, and OpenCV otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.aligned import Model, in_tiles
from rushes.errors import BadInputError

Floats = NDArray[np.float32]
Run = Callable[[Floats], NDArray[Any]]

YEARS: Final = 100.0
"""Ages are given to the network in this measure."""


@dataclass(frozen=True, eq=False)
class Network:
    """A network that is loaded.

    Attributes:
        run: Takes [1, 5, h, w], returns what the network gives.
        tile: Side of what it takes at once [px].
        by: What runs it, with its version.
    """

    run: Run
    tile: int
    by: str


def load(path: Path, tile: int) -> Network:
    """Load a network; its weights have to be in the one file.

    Args:
        path: The ONNX file.
        tile: Side of what it takes at once [px], where the file leaves that open.

    Raises:
        BadInputError: It can't be read, or takes something else.
    """
    content = path.read_bytes()
    try:
        import onnxruntime
    except ImportError:
        return Network(_by_opencv(content, path), tile, _opencv())
    run, fixed = _by_onnxruntime(onnxruntime, content, path)
    return Network(run, fixed or tile, f"onnxruntime {onnxruntime.__version__}")


def editor(network: Network, path: Path, ages: tuple[int, int]) -> Model:
    """Return a network as what takes display values and returns them changed from one age to another.

    Args:
        network: The network.
        path: Its file, which errors name.
        ages: The age that is seen, and the age that is asked for [years].
    """

    def tile(picture: Floats) -> Floats:
        sheets = [np.full((1, *picture.shape[:2]), age / YEARS, np.float32) for age in ages]
        seen = np.concatenate([picture.transpose(2, 0, 1), *sheets])[None]
        change = np.asarray(network.run(np.ascontiguousarray(seen)))
        if change.shape != (1, 3, *picture.shape[:2]):
            raise BadInputError(
                f"The network {path.name} gave {list(change.shape)} for a picture of {list(seen.shape)}; a re-ageing network gives [1, 3, {picture.shape[0]}, "
                f"{picture.shape[1]}], a change to add. Bring one of FRAN's interface."
            )
        return np.asarray(picture + change[0].transpose(1, 2, 0), np.float32)

    return lambda picture: in_tiles(picture, network.tile, tile)


def runner() -> dict[str, str]:
    """Return what runs networks here, with its version."""
    from importlib import metadata

    for name in ("onnxruntime", "opencv-python-headless"):
        try:
            return {name: metadata.version(name)}
        except metadata.PackageNotFoundError:
            continue
    return {}


def _opencv() -> str:
    import cv2

    return f"opencv {cv2.__version__}"


def _refused(path: Path, error: object) -> BadInputError:
    said = " ".join(str(error).split())[:300]
    return BadInputError(
        f"The network {path.name} can't be run ({said}). Bring an ONNX file with its weights inside, that takes [1, 5, h, w]: red, green, blue and two ages; a "
        "network of a fixed size needs model.tile_px set to it."
    )


def _by_opencv(content: bytes, path: Path) -> Run:
    import cv2

    try:
        network: Any = cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))
    except cv2.error as error:
        raise _refused(path, error) from error

    def run(seen: Floats) -> NDArray[Any]:
        try:
            network.setInput(seen)
            return np.asarray(network.forward())
        except cv2.error as error:
            raise _refused(path, error) from error

    return run


def _by_onnxruntime(runtime: Any, content: bytes, path: Path) -> tuple[Run, int | None]:  # noqa: ANN401 - an extra, untyped
    try:
        session = runtime.InferenceSession(content, providers=["CPUExecutionProvider"])
        (given,) = session.get_inputs()
    except Exception as error:  # its own errors are of no common kind
        raise _refused(path, error) from error
    fixed = given.shape[2] if len(given.shape) == 4 and isinstance(given.shape[2], int) else None

    def run(seen: Floats) -> NDArray[Any]:
        try:
            return np.asarray(session.run(None, {given.name: seen})[0])
        except Exception as error:  # as above
            raise _refused(path, error) from error

    return run, fixed
