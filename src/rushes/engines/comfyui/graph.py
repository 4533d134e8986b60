"""A graph that one brings, as ComfyUI saves it in *API format*: a JSON object of nodes. What it leaves open is filled in by name.

A place is left open in one of two ways. An input that holds ``{seed}`` takes the seed. And a node that is *titled* ``rushes: seed`` in ComfyUI takes it in the
input that such a node has for it; ``rushes: seed.noise_seed`` says which. A title stays what it is while the graph is worked on and run by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rushes.errors import BadInputError
from rushes.untrusted import parsed

Graph = dict[str, Any]

_TITLE: Final = re.compile(r"\s*rushes\s*:\s*([a-z_]+(?:[ _]?\d+)?)(?:\.(\w+))?\s*", re.IGNORECASE)
_OPEN: Final = re.compile(r"\{([a-z_]+\d*)\}")

_PICTURES: Final = ("image", "file", "video", "directory")

INPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "words": ("text", "prompt", "value", "string"),
    "seed": ("seed", "noise_seed", "value"),
    "width": ("width", "value"),
    "height": ("height", "value"),
    "frames": ("length", "frames", "num_frames", "batch_size", "value"),
    "rate": ("fps", "frame_rate", "value"),
    "steps": ("steps", "value"),
    "guidance": ("cfg", "guidance", "value"),
    "strength": ("denoise", "strength", "value"),
    "scale": ("strength", "scale", "value"),
    "pictures": (),
    "sound": (),
    **dict.fromkeys(("first", "last", "control", "masks", "start", "image"), _PICTURES),
}
"""By what a titled node takes: the inputs that take it, the first that the node has. ``pictures`` and ``sound`` mark what is taken from it instead."""

SIZE: Final = ("width", "height", "frames")
"""What a node titled ``rushes: size`` takes, as far as it has inputs for it."""


def read_graph(path: Path) -> Graph:
    """Read a graph.

    Raises:
        BadInputError: It is no graph in API format.
    """
    try:
        graph = parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"The graph {path} can't be read ({error}). Save it in ComfyUI again, in API format."
        ) from error
    nodes = graph.values() if isinstance(graph, dict) else ()
    if not nodes or not all(
        isinstance(node, dict) and "class_type" in node and isinstance(node.get("inputs"), dict) for node in nodes
    ):
        raise BadInputError(
            f"{path} is no graph in ComfyUI's API format: an object of nodes with class_type and inputs. Save it with Workflow, Export (API)."
        )
    return dict(graph)


def filled(graph: Mapping[str, Any], words: Mapping[str, object]) -> Graph:
    """Return a graph with what it leaves open put in; an input that is one such place alone keeps the value's own kind.

    Raises:
        BadInputError: A node is titled for something that it has no input for.
    """
    named = {name: dict(places(node, name)) for name, node in graph.items()}

    def put(name: str, key: str, value: object) -> object:
        if (word := named[name].get(key)) in words:
            return words[str(word)]
        if not isinstance(value, str):
            return value
        for word, given in words.items():
            if value == f"{{{word}}}":
                return given
            value = value.replace(f"{{{word}}}", str(given))
        return value

    return {
        name: node | {"inputs": {key: put(name, key, value) for key, value in node["inputs"].items()}}
        for name, node in graph.items()
    }


def open_places(graph: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of all that a graph leaves open.

    Raises:
        BadInputError: A node is titled for something that it has no input for, or that nobody knows.
    """
    written = {
        word
        for node in graph.values()
        for value in node["inputs"].values()
        if isinstance(value, str)
        for word in _OPEN.findall(value)
    }
    return frozenset(written | {word for name, node in graph.items() for _, word in places(node, name)})


def places(node: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """Yield a node's inputs that its title leaves open, each with what it takes.

    Raises:
        BadInputError: It has none for what its title says, or its title says something that nobody knows.
    """
    word, chosen = titled(node)
    if not word:
        return
    if word == "size":
        found = [(key, part) for part in SIZE for key in _candidates(node, part)[:1] if key != "value"]
    elif _known(word) is None:
        raise BadInputError(
            f'Node {name} of the graph is titled "rushes: {word}", which stands for nothing. There are: {", ".join((*INPUTS, "size", "reference 1"))}.'
        )
    elif word in {"pictures", "sound"}:
        return
    elif chosen:
        found = [(chosen, word)] if chosen in node["inputs"] else []
    else:
        found = [(key, word) for key in _candidates(node, word)[:1]]
    if not found:
        raise BadInputError(
            f'Node {name} of the graph, a {node["class_type"]}, is titled "rushes: {word}", and has no input for it that isn\'t wired to another node. '
            f"Name the input in the title, for example rushes: {word}.value, or title another node."
        )
    yield from found


def titled(node: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a node's title says that it takes or gives, and in which input; empty where it says nothing."""
    meta = node.get("_meta")
    found = _TITLE.fullmatch(str(meta.get("title", ""))) if isinstance(meta, dict) else None
    if found is None:
        return "", ""
    return re.sub(r"[ _]?(\d+)$", r"_\1", found[1].lower()), found[2] or ""


def _known(word: str) -> tuple[str, ...] | None:
    if re.fullmatch(r"reference_\d+", word):
        return _PICTURES
    return INPUTS.get(word)


def _candidates(node: Mapping[str, Any], word: str) -> list[str]:
    return [key for key in _known(word) or () if key in node["inputs"] and not isinstance(node["inputs"][key], list)]
