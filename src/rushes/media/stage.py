"""USD from outside, opened so that it stays where it is: nothing that it names may lie outside of its own folder, or come over a network.

A stage names other files in many ways (sublayers, references, payloads, value clips, textures), and opening it follows them. So the
layers are read one by one first, uncomposed, and every name in them is looked at before anything is composed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rushes.errors import BadInputError

LAYERS: Final = frozenset({".usd", ".usda", ".usdc", ".usdz"})
"""Kinds of files that are scene description of ours to read; other kinds are read by plug-ins, and no plug-in is asked."""

MOST_LAYERS: Final = 256
"""A stage of more files than that is no camera track and no set that we have seen."""

LARGEST_BYTES: Final = 2 << 30
"""Largest layer [bytes]."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ARGUMENTS = ":SDF_FORMAT_ARGS:"


def open_stage(path: Path, *, inside: Path | None = None) -> Any:  # noqa: ANN401 - pxr has no types
    """Open a USD stage that may come from a stranger.

    Args:
        path: A .usd, .usda, .usdc or .usdz file.
        inside: The folder that nothing it names may leave, by dots, links or otherwise; its own folder when left out.

    Raises:
        BadInputError: It can't be read, names a file outside of the folder, an address, a layer of another kind, or too many.
    """
    from pxr import Usd

    folder = (inside or path.parent).resolve()
    with usd_in_words(path):
        check_stage(path, inside=folder)
        stage = Usd.Stage.Open(str(path))
    if stage is None:
        raise _unreadable(path)
    return stage


def check_stage(path: Path, *, inside: Path) -> None:
    """Look through a stage's layers without composing them.

    Raises:
        BadInputError: As ``open_stage``.
    """
    from pxr import Sdf, UsdUtils

    if not path.is_file():
        raise BadInputError(f"There is no USD file at {path}. Check the path.")
    waiting, seen = [path.absolute()], set()
    while waiting:
        layer = waiting.pop()
        if layer in seen:
            continue
        seen.add(layer)
        if len(seen) > MOST_LAYERS:
            raise BadInputError(f"{path} is made of more than {MOST_LAYERS} files. Export it flattened, into one.")
        _check_layer(path, layer)
        if not layer.is_file():
            continue  # composing says what is missing
        if layer.suffix.lower() == ".usdz":
            _check_package(path, layer)
        held = Sdf.Layer.FindOrOpen(str(layer))
        if held is None:
            raise _unreadable(path)
        composed, referenced, payloads = UsdUtils.ExtractExternalReferences(str(layer))
        for name in (*composed, *referenced, *payloads, *_clips(held)):
            there = _place(path, layer, name, inside)
            if there is not None and there.is_file() and there.suffix.lower() in LAYERS:
                waiting.append(there)
        waiting += [
            there for name in held.GetCompositionAssetDependencies() if (there := _place(path, layer, name, inside))
        ]


@contextmanager
def usd_in_words(path: Path) -> Iterator[None]:
    """Turn what USD raises over a file into a sentence."""
    from pxr import Tf

    try:
        yield
    except (Tf.ErrorException, RuntimeError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> BadInputError:
    return BadInputError(
        f"{path} is no USD file that can be read. Export it again as USD (.usd, .usda or .usdc), flattened into one file."
    )


def _check_layer(path: Path, layer: Path) -> None:
    if layer.suffix.lower() not in LAYERS:
        raise BadInputError(
            f"{path} takes a part of its scene from {layer.name}, which is no USD. Export it flattened, into one file."
        )
    if layer.is_file() and layer.stat().st_size > LARGEST_BYTES:
        raise BadInputError(f"{layer} is larger than {LARGEST_BYTES >> 30} GiB. Is it the right file?")


def _check_package(path: Path, layer: Path) -> None:
    """Stop at a packed stage whose parts are compressed or lead out: a package is stored as it is, by its format's own rule."""
    import zipfile

    try:
        with zipfile.ZipFile(layer) as archive:
            parts = archive.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise _unreadable(path) from error
    for part in parts:
        if part.compress_type != zipfile.ZIP_STORED or ".." in Path(part.filename).parts or part.filename[:1] in "/\\":
            raise BadInputError(
                f'{layer} holds "{part.filename}" packed in a way that its format forbids. Export it again.'
            )


def _clips(layer: Any) -> Iterator[str]:  # noqa: ANN401 - pxr has no types
    """Yield the files of a layer's value clips, templates of their names included."""
    from pxr import Sdf

    found: list[str] = []

    def look(at: Any) -> None:  # noqa: ANN401 - pxr has no types
        spec = layer.GetObjectAtPath(at) if at.IsPrimPath() else None
        clips = spec.GetInfo("clips") if spec is not None and spec.HasInfo("clips") else {}
        for one in clips.values():
            if isinstance(one, dict):
                for value in one.values():
                    found.extend(_named(value))

    layer.Traverse(Sdf.Path.absoluteRootPath, look)
    yield from found


def _named(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a dictionary of USD holds
    from pxr import Sdf

    if isinstance(value, Sdf.AssetPath):
        yield value.path
    elif isinstance(value, str) and ("/" in value or "#" in value or "." in value):
        yield value
    elif isinstance(value, Sdf.AssetPathArray):
        yield from (one.path for one in value)


def _place(path: Path, layer: Path, name: str, inside: Path) -> Path | None:
    """Return where a name leads; None for what lies in the same package or nowhere.

    Raises:
        BadInputError: It leads out.
    """
    bare = name.partition(_ARGUMENTS)[0].partition("[")[0]
    if not bare:
        return None
    if _SCHEME.match(bare) or "\\" in bare or "\0" in bare or Path(bare).is_absolute():
        raise _leads_out(path, name)
    there = (layer.parent / bare).resolve()
    if not there.is_relative_to(inside):
        raise _leads_out(path, name)
    return there


def _leads_out(path: Path, name: str) -> BadInputError:
    return BadInputError(
        f'{path} names "{name[:200]}", which lies outside of its folder. What comes from outside may only use what came with it: '
        "export it flattened, or put the file beside it and name it by a relative path."
    )
