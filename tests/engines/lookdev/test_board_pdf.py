from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pdf_reader import Page, read_pdf
from PIL import Image
from small_board import CLOTHS, WORDS, bare, small_board, with_plans

from rushes.engines.lookdev.board import Board, Drawing, Material, Reading, Shown
from rushes.engines.lookdev.board_pdf import write_board_pdf, write_board_sheets
from rushes.errors import BadInputError

MM = 72 / 25.4
LONG = " ".join([WORDS] * 12)


def pages(board: Board, folder: Path) -> list[Page]:
    made = read_pdf(write_board_pdf(board, folder / "board.pdf").read_bytes())
    for page in made:
        assert page.size == pytest.approx((420 * MM, 297 * MM), abs=0.01)
        for piece in page.pieces:
            assert 12 * MM <= piece.x <= 408 * MM, piece
            assert 8 * MM <= piece.y <= 286 * MM, piece
    return made


def test_the_first_sheet_says_all_that_is_short_and_the_second_the_rest(tmp_path: Path) -> None:
    first, second = pages(small_board(tmp_path), tmp_path)
    for words in (
        "The livery",
        WORDS,
        "bottle green",
        "#123A2A",
        "very dark yellowish green",
        "velvet",
        "Tails clear",
        "own photograph",
    ):
        assert words in first.text
    for words in ("rights not stated", "PATTERN", "drawn 1:1 on A0", "seed 7", "sheet 1 of 2", "shown large", "cut 6"):
        assert words in first.text
    assert first.text.count("makeable") == 7  # six pictures, and the legend
    assert first.text.count("impression") == 2
    assert "makeable: as the papers make it" in first.text
    assert "impression: a mood, not to cut or build from" in first.text
    for words in (
        "UNDERSTOOD",
        "tailcoat",
        "ASSUMED",
        "peak, 11.5 cm",
        "“swagger”",
        "300 g/m²",
        "lobby.png",
        "3 but darker",
        "ACEScg 0.0",
    ):
        assert words in second.text


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize(("options", "materials"), [(0, 8), (2, 0), (7, 5), (12, 8)])
def test_any_number_of_options_and_materials_lies_on_two_sheets(tmp_path: Path, options, materials, landscape) -> None:
    first, _ = pages(small_board(tmp_path, options=options, materials=materials, landscape=landscape), tmp_path)
    assert all(name in first.text for name in CLOTHS[:materials])
    assert all(f"cut {at}" in first.text for at in range(1, options + 1))
    assert ("MATERIALS" in first.text, "OPTIONS" in first.text) == (materials > 0, options > 0)


@pytest.mark.parametrize("landscape", [False, True])
def test_a_finished_picture_stands_beside_the_one_it_was_drawn_over(tmp_path: Path, landscape) -> None:
    board = small_board(tmp_path, options=3, landscape=landscape)
    drawn = tuple(Shown(board.hero.path, "impression", f"finished {at}") for at in (1, 2))
    first, second = pages(replace(board, finished=drawn), tmp_path)
    (mine,) = [piece for piece in first.pieces if "Option 1, front." in piece.text]
    (theirs,) = [piece for piece in first.pieces if "finished 1" in piece.text]
    assert mine.y == pytest.approx(theirs.y)
    assert theirs.x > mine.x + 80 * MM
    assert first.text.count("impression") == 3  # the pair's, an option's and the legend's
    assert "finished 2" in second.text
    with pytest.raises(BadInputError, match="the board calls one makeable"):
        replace(board, finished=(Shown(board.hero.path, "makeable"),))


def test_long_texts_are_cut_on_the_first_sheet_and_whole_behind_it(tmp_path: Path) -> None:
    board = replace(
        small_board(tmp_path, options=12, materials=8),
        title="The butler, the under-butler and both footmen of the lower residence: evening livery",
        words=LONG,
        notes=tuple(f"Note {at}: {WORDS}" for at in range(40)),
        understood=tuple(Reading(f"field {at}", WORDS, WORDS) for at in range(30)),
    )
    first, *rest = pages(board, tmp_path)
    assert 2 <= len(rest) <= 4
    assert "…" in first.text
    assert LONG not in first.text
    behind = " ".join(page.text for page in rest)
    assert all(f"Note {at}:" in behind for at in range(40))
    assert all(f"field {at} " in behind for at in range(30))
    assert behind.count("Butler's livery;") >= 12 + 40 + 60


def test_what_is_missing_leaves_no_heading(tmp_path: Path) -> None:
    board = bare(small_board(tmp_path))
    first, second = pages(board, tmp_path)
    assert first.text == "SET The livery BUNKER" or {"The livery", "BUNKER"} <= {
        piece.text.split("  ")[0] for piece in first.pieces
    }
    assert not any(word in first.text + second.text for word in ("PALETTE", "OPTIONS", "NOTES", "REFERENCES", "MARKS"))


def test_the_strip_is_called_as_it_is_asked(tmp_path: Path) -> None:
    first, second = pages(replace(small_board(tmp_path), strip="Views"), tmp_path)
    assert "VIEWS" in first.text
    assert "VIEWS" in second.text
    assert "OPTIONS" not in first.text + second.text


@pytest.mark.parametrize("missing", ["hero", "palette"])
def test_one_missing_part_does_no_harm(tmp_path: Path, missing: str) -> None:
    assert len(pages(replace(small_board(tmp_path), **{missing: None}), tmp_path)) == 2


@pytest.mark.parametrize("size", [(70, 900), (900, 70), (100, 100)])
def test_a_hero_of_any_shape_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size, "#335544").save(tmp_path / "odd.png")
    board = replace(small_board(tmp_path), hero=Shown(tmp_path / "odd.png", "impression", "odd"))
    assert len(pages(board, tmp_path)) == 2


@pytest.mark.parametrize("options", [2, 6, 12])
def test_plans_of_options_lie_on_a_sheet_of_their_own_with_their_materials(tmp_path: Path, options: int) -> None:
    first, plans, *working = pages(
        with_plans(small_board(tmp_path, options=options, landscape=True), tmp_path), tmp_path
    )
    assert plans.text.count("walnut veneer") == options
    assert "walnut veneer" not in first.text
    assert len(working) == 1


def test_markup_in_texts_is_text(tmp_path: Path) -> None:
    words = '#panic("x") *bold* $x$ <b> \\ "'
    board = replace(
        small_board(tmp_path), title=words, words=words, notes=(words,), materials=(Material(words, words, words),)
    )
    first, second = pages(board, tmp_path)
    assert first.text.count('#panic("x") *bold* $x$ <b>') == 5
    assert '#panic("x")' in second.text


def test_equal_boards_are_equal_files(tmp_path: Path) -> None:
    board = small_board(tmp_path)
    assert (
        write_board_pdf(board, tmp_path / "a.pdf").read_bytes()
        == write_board_pdf(board, tmp_path / "b.pdf").read_bytes()
    )


def test_the_hero_is_printed_where_the_sheet_shows_it(tmp_path: Path) -> None:
    sheets = write_board_sheets(small_board(tmp_path), tmp_path / "sheets", dpi=25.4)
    assert [path.name for path in sheets] == ["sheet_1.png", "sheet_2.png"]
    with Image.open(sheets[0]) as sheet:
        assert sheet.size == (420, 297)
        assert sheet.convert("RGB").getpixel((100, 140)) == pytest.approx((0x12, 0x3A, 0x2A), abs=6)
        assert sheet.convert("RGB").getpixel((5, 140)) == (255, 255, 255)


def test_what_cannot_be_laid_out_is_said(tmp_path: Path) -> None:
    board = small_board(tmp_path)
    with pytest.raises(BadInputError, match="There is no plate at"):
        write_board_pdf(replace(board, hero=Shown(tmp_path / "gone.png", "makeable")), tmp_path / "board.pdf")
    (tmp_path / "not.svg").write_text("no drawing", encoding="utf-8")
    with pytest.raises(BadInputError, match="is no SVG"):
        write_board_pdf(replace(board, drawings=(Drawing(tmp_path / "not.svg", "Plan"),)), tmp_path / "board.pdf")
    (tmp_path / "broken.svg").write_text("<svg <path>", encoding="utf-8")
    with pytest.raises(BadInputError, match="can't be laid out"):
        write_board_pdf(replace(board, drawings=(Drawing(tmp_path / "broken.svg", "Plan"),)), tmp_path / "board.pdf")
    (tmp_path / "folder").write_text("a file", encoding="utf-8")
    with pytest.raises(BadInputError, match="can't be written"):
        write_board_pdf(board, tmp_path / "folder" / "board.pdf")
