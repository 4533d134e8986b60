"""Reads the lines of a PDF from its own operators, in millimetres on paper, so that the printed scale can be checked."""

import re
import zlib
from itertools import pairwise

import numpy as np

POINT_MM = 25.4 / 72


def page_lines(data, pages=2):
    """Straight lines of the first pages' content stream, each [2, 2] in millimetres."""
    return [np.stack(pair) for path in page_paths(data, pages) for pair in pairwise(path)]


def page_paths(data, pages=2):
    """Paths of straight lines of the first pages' content stream, each [n, 2] in millimetres."""
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            content = zlib.decompress(match.group(1))
        except zlib.error:
            continue
        if b" re\n" in content or b" l\n" in content:
            found += _paths(content.decode("latin-1"))
            pages -= 1
        if not pages:
            break
    return found


def _paths(content):
    matrix, stack, numbers, paths, path = np.eye(3), [], [], [], []
    for word in re.findall(r"[^\s/\[\]<>()]+", content):
        if re.fullmatch(r"[-+.\d]+", word):
            numbers.append(float(word))
            continue
        if word == "q":
            stack.append(matrix)
        elif word == "Q":
            matrix = stack.pop()
        elif word == "cm":
            a, b, c, d, e, f = numbers[-6:]
            matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ matrix
        elif word in {"m", "c"} or (word == "h" and path):
            if word == "h":
                path.append(path[0])
            if len(path) > 1:
                paths.append(_on_paper(path, matrix))
            path = [] if word == "h" else [numbers[-2:]]
        elif word == "l":
            path.append(numbers[-2:])
        elif word in {"S", "s", "f", "f*", "B", "n"}:
            if len(path) > 1:
                paths.append(_on_paper(path, matrix))
            path = []
        numbers = []
    return paths


def _on_paper(points, matrix):
    return (np.column_stack([np.array(points), np.ones(len(points))]) @ matrix)[:, :2] * POINT_MM


def media_boxes(data):
    """Width and height of every page [mm]."""
    return [tuple(float(v) * POINT_MM for v in box.split()[2:]) for box in re.findall(rb"/MediaBox\[([^\]]+)\]", data)]
