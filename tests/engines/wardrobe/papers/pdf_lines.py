"""Reads the lines of a PDF from its own operators, in millimetres on paper, so that the printed scale can be checked."""

import re
import zlib

import numpy as np

POINT_MM = 25.4 / 72


def page_lines(data, pages=2):
    """Straight lines of the first pages' content stream, each [2, 2] in millimetres."""
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            content = zlib.decompress(match.group(1))
        except zlib.error:
            continue
        if b" re\n" in content or b" l\n" in content:
            found += _lines(content.decode("latin-1"))
            pages -= 1
        if not pages:
            break
    return found


def _lines(content):
    matrix, stack, numbers, lines = np.eye(3), [], [], []
    start = at = None
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
        elif word == "m":
            start = at = numbers[-2:]
        elif word == "l":
            lines.append(_on_paper((at, numbers[-2:]), matrix))
            at = numbers[-2:]
        elif word == "c":
            at = numbers[-2:]
        elif word == "h" and start is not None:
            lines.append(_on_paper((at, start), matrix))
        numbers = []
    return lines


def _on_paper(points, matrix):
    return (np.column_stack([np.array(points), np.ones(2)]) @ matrix)[:, :2] * POINT_MM


def media_boxes(data):
    """Width and height of every page [mm]."""
    return [tuple(float(v) * POINT_MM for v in box.split()[2:]) for box in re.findall(rb"/MediaBox\[([^\]]+)\]", data)]
