"""Reads a Nuke script and works its nodes out: as much of Nuke as our scripts use, and an error for anything else."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from rushes.media.exr import read_exr

NODE = re.compile(r"^(\w+) \{$")
KNOB = re.compile(r"^ (\w+) (.+)$")
NAMES = re.compile(r"[A-Za-z_][\w.]*")
CALLS = {"min": np.minimum, "max": np.maximum, "pow": np.power, "sqrt": np.sqrt}


def parsed(script):
    """Return nodes as (kind, knobs, inputs by name, the first of Nuke's first), in order; the last is what is seen."""
    nodes, stack, variables, lines = {}, [], {}, iter(script.splitlines())
    for line in lines:
        if line.startswith(("#!", "version ")):
            continue
        if line.startswith("push $"):
            stack.append(variables[line.removeprefix("push $")])
        elif line.startswith("set "):
            _, name, what = line.split(" ", 2)
            assert what == "[stack 0]"
            variables[name] = stack[-1]
        else:
            kind = NODE.match(line)[1]
            knobs = {}
            for inside in lines:
                if inside == "}":
                    break
                assert inside.count('"') % 2 == 0
                assert inside.count("{") == inside.count("}")
                name, value = KNOB.match(inside).groups()
                knobs[name] = value.strip('"')
            if kind == "Root":
                nodes["Root"] = (kind, knobs, [])
                continue
            inputs = [stack.pop() for _ in range(int(knobs["inputs"]))]
            assert knobs["name"] not in nodes
            nodes[knobs["name"]] = (kind, knobs, inputs)
            stack.append(knobs["name"])
    return nodes


def worked_out(script, folder, frame, *, until="comp", without=()):
    """Return what a node of a script gives, shape [h, w, 4]; nodes named ``without`` hand on their first input."""
    nodes, known = parsed(script), {}

    def value(name):
        if name not in known:
            kind, knobs, inputs = nodes[name]
            known[name] = value(inputs[0]) if name in without else KINDS[kind](knobs, [value(one) for one in inputs])
        return known[name]

    def read(knobs, _):
        number = min(max(frame, int(knobs["first"])), int(knobs["last"]))
        path = Path(folder) / (knobs["file"] % number)
        channels = read_exr(path).channels
        empty = np.zeros_like(channels["R"], dtype=np.float64)
        return np.stack([channels.get(band, empty).astype(float) for band in (*"RGBA", "damage.R")], axis=-1)

    def blur(knobs, inputs):
        import cv2

        sigma = float(knobs["size"]) / 2.3548
        return cv2.GaussianBlur(inputs[0].astype(np.float32), (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101).astype(
            float
        )

    def expressions(knobs, known):
        shape = next(iter(known.values())).shape
        return np.stack(
            [np.broadcast_to(calculated(knobs.get(f"expr{k}", "0"), known), shape) for k in range(4)], axis=-1
        )

    def expression(knobs, inputs):
        high, wide = inputs[0].shape[:2]
        places = {
            "x": np.arange(wide)[None, :] * np.ones((high, 1)),
            "y": np.arange(high)[::-1, None] * np.ones((1, wide)),
        }
        known = {band: inputs[0][..., k] for k, band in enumerate("rgba")} | places
        return expressions(
            knobs, known | {"width": wide * np.ones((high, wide)), "height": high * np.ones((high, wide))}
        )

    def merge_expression(knobs, inputs):
        below, above = inputs  # the first input is B
        sides = (("A", above), ("B", below))
        known = {f"{side}{band}": one[..., k] for side, one in sides for k, band in enumerate("rgba")}
        known |= {f"{side}_damage_red": one[..., 4] for side, one in sides if one.shape[2] > 4}
        return expressions({name: text.replace(".damage.", "_damage_") for name, text in knobs.items()}, known)

    KINDS = {  # noqa: N806 - a table
        "Read": read, "Blur": blur, "Expression": expression, "MergeExpression": merge_expression,
        "Write": lambda _, inputs: inputs[0],
    }  # fmt: skip
    return value(until)


def calculated(text, known):
    """Return what an expression of names, numbers, ``+ - * /``, brackets and the calls above comes to."""
    assert re.fullmatch(r"[\w.+\-*/(), ]+", text), text
    unknown = set(re.sub(r"\b\d[\w.]*(e-?\d+)?", " ", text).replace("(", " ").split()) and {
        name
        for name in NAMES.findall(re.sub(r"(?<![\w.])[\d.]+(e[+-]?\d+)?", " ", text))
        if name not in {*CALLS, *known}
    }
    assert not unknown, unknown
    return eval(text, {"__builtins__": {}}, {**CALLS, **known})  # noqa: S307 - checked above
