"""A small board for tests, with pictures made by code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PIL import Image

from rushes.engines.lookdev.board import Board, Drawing, Material, OptionCard, Provenance, Reading, Shown
from rushes.engines.lookdev.colour import named_colour
from rushes.engines.lookdev.palette import Palette, Swatch
from rushes.engines.lookdev.references import read_references

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40" width="60mm" height="40mm"><path d="M5 5 H55 V35 H5 Z" fill="none" stroke="#222"/></svg>'
WORDS = "Butler's livery; bottle green velvet tailcoat, brass buttons, ivory waistcoat."
COLOURS = (("bottle green", 0.5, "dominant"), ("ivory", 0.45, "dominant"), ("brass", 0.05, "accent"))
CLOTHS = "velvet barathea marcella flannel twill canvas melton linen".split()
PROVENANCE = Provenance("BUNKER", "020_0150", "v003", "wardrobe 1", 7)


def picture(path: Path, word: str, size: tuple[int, int]) -> Path:
    Image.new("RGB", size, named_colour(word).hex).save(path)
    return path


def small_board(folder: Path, *, options: int = 6, materials: int = 4, landscape: bool = False) -> Board:
    size = (160, 90) if landscape else (80, 120)
    drawing = folder / "plan.svg"
    drawing.write_text(SVG, encoding="utf-8")
    small = picture(folder / "option.png", "loden", size)
    references = [
        picture(folder / "archive.png", "burgundy", (90, 90)),
        picture(folder / "lobby.png", "teal", (90, 70)),
    ]
    return Board(
        kind="Set" if landscape else "Wardrobe",
        title="The livery",
        provenance=PROVENANCE,
        words=WORDS,
        hero=Shown(picture(folder / "hero.png", "bottle green", size), "makeable", "Option 1, front."),
        options=tuple(
            OptionCard(
                at,
                Shown(small, "impression" if at == 2 else "makeable"),
                f"cut {at}",
                "3 but darker" * (at == 6),
                at == 1,
            )
            for at in range(1, options + 1)
        ),
        palette=Palette(tuple(Swatch(named_colour(w), share, role) for w, share, role in COLOURS), "of the brief"),
        materials=tuple(
            Material(name, f"part {at}", f"{300 + at} g/m²", named_colour("ivory") if at else None, is_cloth=at != 1)
            for at, name in enumerate(CLOTHS[:materials])
        ),
        drawings=(Drawing(drawing, "Pattern", "1:1 on A0"),),
        notes=("Tails clear the knee by 6 cm.",),
        understood=(Reading("coat", "tailcoat", "tailcoat"),),
        assumed=(Reading("lapel", "peak, 11.5 cm"),),
        not_understood=("swagger",),
        references=read_references(references, rights={"archive.png": "own photograph"}),
    )


def bare(board: Board) -> Board:
    """Return a board with a title and nothing else."""
    return Board(board.kind, board.title, replace(board.provenance, shot=""))


def with_plans(board: Board, folder: Path) -> Board:
    """Give each option a plan, twice as wide from one to the next, and a material."""
    made = []
    for one in board.options:
        plan = folder / f"plan_{one.number}.svg"
        plan.write_text(SVG.replace('width="60mm"', f'width="{40 + 10 * one.number}mm"'), encoding="utf-8")
        made.append(replace(one, plan=plan, materials=(Material("walnut veneer", "", "12 m²", named_colour("ivory")),)))
    return replace(board, options=tuple(made))
