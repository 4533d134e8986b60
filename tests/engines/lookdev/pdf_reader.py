"""Just enough of PDF to read a board back: its pages, their texts by the fonts' own tables, and where each text begins."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(
    rb"1 0 0 -1 ([-\d.]+) ([-\d.]+) cm|/(\w+) ([\d.]+) Tf|(\((?:\\.|[^\\()])*\)|\[(?:\((?:\\.|[^\\()])*\)|[^\]()])*\])\s*T[jJ]",
    re.DOTALL,
)
_STRING = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Piece:
    """A text as it was shown, where its line begins [pt from the left and the foot], and its size [pt]."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Page:
    """A page: its size [pt] and its texts."""

    size: tuple[float, float]
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return " ".join(" ".join(piece.text for piece in self.pieces).split())


def read_pdf(data: bytes) -> list[Page]:
    held = {int(found[1]): found[2] for found in _OBJECT.finditer(data)}
    pages = [body for body in held.values() if body.startswith(b"<</Type/Page/")]
    return [_page(body, held) for body in pages]


def _page(body: bytes, held: dict[int, bytes]) -> Page:
    box = re.search(rb"/MediaBox\[([^\]]*)\]", body)
    assert box
    wide, high = (float(value) for value in box[1].split()[2:])
    fonts = _fonts(held[_linked(rb"/Resources", body)], held)
    pieces, at, font, size = [], (0.0, 0.0), "", 0.0
    for found in _SHOWN.finditer(_stream(held[_linked(rb"/Contents", body)])):
        if found[1]:
            at = float(found[1]), float(found[2])
        elif found[3]:
            font, size = found[3].decode(), float(found[4])
        else:
            codes = b"".join(_unescaped(one) for one in _STRING.findall(found[5]))
            text = "".join(fonts[font].get(codes[k : k + 2], "?") for k in range(0, len(codes), 2))
            pieces.append(Piece(text, *at, size))
    return Page((wide, high), tuple(pieces))


def _fonts(resources: bytes, held: dict[int, bytes]) -> dict[str, dict[bytes, str]]:
    block = re.search(rb"/Font<<(.*?)>>", resources, re.DOTALL)
    assert block
    return {
        name.decode(): _table(_stream(held[_linked(rb"/ToUnicode", held[int(number)])]))
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", block[1])
    }


def _table(cmap: bytes) -> dict[bytes, str]:
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in re.findall(rb"<(\w{4})> <(\w+)>\n", cmap.partition(b"beginbfchar")[2])
    }


def _linked(name: bytes, body: bytes) -> int:
    found = re.search(name + rb" (\d+) 0 R", body)
    assert found, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"FlateDecode" in body[: found.start()] else found[1]


def _unescaped(raw: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code.isdigit() else _LETTERS.get(code, code)

    return _ESCAPE.sub(plain, raw)
