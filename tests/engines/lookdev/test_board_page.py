from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from small_board import WORDS, bare, small_board, with_plans

from rushes.engines.lookdev.board import Board
from rushes.engines.lookdev.board_page import write_board_page


def page(board: Board, folder: Path) -> str:
    return write_board_page(board, folder / "board.html").read_text(encoding="utf-8")


def test_the_page_holds_everything_and_needs_no_network(tmp_path: Path) -> None:
    made = page(small_board(tmp_path), tmp_path)
    assert not re.search(r"""(src|href)="(?!data:)""", made)
    assert "default-src 'none'" in made
    assert str(tmp_path) not in made
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", made)).split())
    for words in (
        WORDS,
        "bottle green",
        "#123A2A",
        "velvet",
        "own photograph",
        "rights not stated",
        "peak, 11.5 cm",
        "“swagger”",
    ):
        assert words in text
    assert len(re.findall(r'class="mark makeable"', made)) == 8  # hero, five options, the marks and the legend
    assert len(re.findall(r'class="mark impression"', made)) == 3
    assert made.count("data:image/jpeg") == 1 + 6 + 2
    assert made.count("data:image/svg+xml") == 1


def test_words_cannot_write_into_the_page(tmp_path: Path) -> None:
    made = page(replace(small_board(tmp_path), title="<script>alert(1)</script>", notes=('"><img src=x>',)), tmp_path)
    assert "<script" not in made
    assert "<img src=x" not in made


@pytest.mark.parametrize("landscape", [False, True])
def test_the_hero_decides_the_layout(tmp_path: Path, landscape: bool) -> None:
    made = page(small_board(tmp_path, landscape=landscape), tmp_path)
    assert f'class="first {"landscape" if landscape else "portrait"}"' in made


def test_a_bare_board_is_a_page(tmp_path: Path) -> None:
    made = page(bare(small_board(tmp_path)), tmp_path)
    assert "<h1>The livery</h1>" in made
    assert "<h2>" not in made


def test_options_have_their_plans_and_what_they_are_of(tmp_path: Path) -> None:
    made = page(with_plans(small_board(tmp_path), tmp_path), tmp_path)
    assert made.count("data:image/svg+xml") == 1 + 6
    assert made.count("walnut veneer") == 6
    assert "plans and materials" in made
    assert "plans and materials" not in page(small_board(tmp_path), tmp_path)
