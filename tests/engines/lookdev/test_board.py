from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from small_board import small_board

from rushes.engines.lookdev.board import Provenance
from rushes.engines.lookdev.prints import printed
from rushes.engines.lookdev.sheet import sheet_of, shortened
from rushes.errors import BadInputError
from rushes.media.exr import write_picture


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_shortened_text_has_room_and_is_the_beginning(text: str, room: int) -> None:
    short = shortened(text, room)
    plain = " ".join(text.split())
    assert len(short) <= room
    assert short == plain or plain.startswith(short.rstrip("…"))


def test_a_text_is_cut_after_a_word() -> None:
    assert shortened("Bottle green velvet, brass buttons", 22) == "Bottle green velvet…"


def test_the_provenance_is_one_line_without_what_is_missing() -> None:
    assert Provenance("BUNKER", "", "v003", "wardrobe 1", 7).line == "BUNKER  ·  v003  ·  wardrobe 1  ·  seed 7"


def test_a_single_option_that_is_the_hero_is_not_shown_twice(tmp_path) -> None:
    assert sheet_of(small_board(tmp_path, options=1)).record["options"] == []
    assert len(sheet_of(small_board(tmp_path, options=2)).record["options"]) == 2


def test_every_picture_has_its_standing(tmp_path) -> None:
    board = small_board(tmp_path)
    assert [one.standing for one in board.shown] == ["makeable", "makeable", "impression"] + ["makeable"] * 4


def test_each_frame_of_a_render_is_its_own_picture(tmp_path) -> None:
    for frame, light in ((1001, 0.0), (1002, 0.18), (1003, 4.0)):
        write_picture(tmp_path / f"comp.{frame}.exr", np.full((64, 64, 3), light), frame=frame, rate=Fraction(24))
    greys = [
        Image.open(BytesIO(printed(tmp_path / f"comp.{frame}.exr", 5).jpeg)).getpixel((9, 9))[0]
        for frame in (1001, 1002, 1003)
    ]
    assert greys[0] < 10 < greys[1] < 150 < greys[2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: {"title": "  "}, "needs a title"),
        (lambda board: {"options": board.options * 3}, "12 options, not 18"),
        (lambda board: {"options": board.options[:2] * 2}, "number 1"),
        (lambda board: {"materials": board.materials * 3}, "8 materials, not 12"),
    ],
)
def test_a_board_that_does_not_fit_is_said(tmp_path, change, words) -> None:
    board = small_board(tmp_path)
    with pytest.raises(BadInputError, match=words):
        replace(board, **change(board))
