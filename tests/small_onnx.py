"""A re-ageing network of one convolution, written as ONNX by hand: the format is protocol buffers, and needs no package to be written."""

from __future__ import annotations

import struct

import numpy as np


def _varint(value):
    out = b""
    while True:
        value, low = value >> 7, value & 0x7F
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def _whole(field, value):
    return _varint(field << 3) + _varint(value)


def _held(field, content):
    content = content.encode() if isinstance(content, str) else content
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _tensor(name, array):
    dims = b"".join(_whole(1, size) for size in array.shape)
    return dims + _whole(2, 1) + _held(8, name) + _held(9, struct.pack(f"<{array.size}f", *array.ravel()))


def _value(name, shape):
    dims = b"".join(_held(1, _held(2, size) if isinstance(size, str) else _whole(1, size)) for size in shape)
    return _held(1, name) + _held(2, _held(1, _whole(1, 1) + _held(2, dims)))


def network(path, *, red=0.0, per_year=0.0, into=5, out=3, side=None):
    """Write a network whose change is ``red`` in red, and ``per_year`` times (input age - target age) in every band.

    Args:
        path: Where to.
        red: Display values.
        per_year: Display values a year.
        into, out: Its channels.
        side: The size that it takes [px]; open when left out.
    """
    weight = np.zeros((out, into, 1, 1), np.float32)
    if into == 5:
        weight[:, 3], weight[:, 4] = 100 * per_year, -100 * per_year
    bias = np.zeros(out, np.float32)
    bias[0] = red
    node = b"".join(_held(1, name) for name in ("seen", "w", "b")) + _held(2, "change") + _held(4, "Conv")
    node += _held(5, _held(1, "kernel_shape") + _whole(8, 1) + _whole(8, 1) + _whole(20, 7))
    size = (side, side) if side else ("h", "w")
    graph = _held(1, node) + _held(2, "g") + _held(5, _tensor("w", weight)) + _held(5, _tensor("b", bias))
    graph += _held(11, _value("seen", (1, into, *size))) + _held(12, _value("change", (1, out, *size)))
    path.write_bytes(_whole(1, 8) + _held(7, graph) + _held(8, _held(1, "") + _whole(2, 13)))
    return path
