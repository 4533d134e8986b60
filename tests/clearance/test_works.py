"""Works that a show registers: asked about in words and in references, licensed, and not to be changed behind the desk's back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2  # noqa: TID253 - pictures are drawn and changed all over
import numpy as np
import pytest

from rushes.clearance.records.keys import create_key
from rushes.provenance import read_ledger

PHRASE = "correct horse battery"


@pytest.fixture
def works(tmp_path: Path, rushes: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A show, a poster, a crop of it, another picture, and counsel with a key."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    assert rushes("init", "S")[0] == 0
    create_key(tmp_path / "counsel.key", PHRASE)
    for name, seed in (("poster.png", 1), ("other.png", 2)):
        cv2.imwrite(str(tmp_path / name), _picture(seed))
    cv2.imwrite(str(tmp_path / "crop.jpg"), _picture(1)[90:380, 120:520][:, ::-1])

    def run(*arguments: str, code: int = 0) -> Any:
        left, out, errors = rushes(*arguments, "--show", "S", "--json")
        assert left == code, f"{out}\n{errors}"
        return json.loads(out.splitlines()[-1]) if code in {0, 3, 4} else errors

    return run


def _picture(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    picture = np.full((480, 640, 3), 120, np.uint8)
    for _ in range(80):
        x, y, size = int(rng.integers(0, 600)), int(rng.integers(0, 440)), int(rng.integers(10, 90))
        cv2.rectangle(picture, (x, y), (x + size, y + size // 2), tuple(map(int, rng.integers(0, 255, 3))), -1)
        cv2.putText(
            picture,
            chr(65 + size % 26) * 3,
            (x, y),
            cv2.FONT_HERSHEY_DUPLEX,
            0.9,
            tuple(map(int, rng.integers(0, 255, 3))),
            2,
        )
    return picture


def brief(tmp_path: Path, text: str, *references: str, kind: str = "destruction") -> str:
    rights = "".join(f"    {name}: {{licence: own, owner: us}}\n" for name in references)
    use = f"use:\n  lifecycle: temporary\n  references: [{', '.join(references)}]\n" + (
        f"  rights:\n{rights}" if rights and kind == "set" else ""
    )
    (tmp_path / "brief.yaml").write_text(
        f'kind: {kind}\nshot: "010_0010"\ntext: {json.dumps(text)}\n{use if references else ""}', encoding="utf-8"
    )
    return "brief.yaml"


def licence(*names: str) -> list[str]:
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    said = [
        "--holder",
        "the estate",
        "--by",
        "Ida Quill",
        "--role",
        "counsel",
        "--evidence",
        "contract 9",
        "--key",
        "counsel.key",
    ]
    return ["works", "license", *names, *said, "--expires", day]


def rules(asked: dict[str, Any]) -> set[str]:
    return {reason["rule"] for reason in asked["reasons"]}


def test_a_registered_artist_and_a_character_are_asked_about_until_they_are_licensed(
    works: Callable[..., Any], tmp_path: Path
) -> None:
    works("works", "add", "Odd Vesterhus", "--artist", "--also", "The Lamplighter")
    works("works", "add", "Captain Umberfield", "--holder", "Nine Doors Ltd")
    styled = brief(tmp_path, "A brick warehouse pancakes, lit like the lamplighter.")
    assert "house/style-of-an-artist" in rules(works("clear", styled, code=4))
    shown = brief(tmp_path, "A brick warehouse pancakes; a mural of C4ptain Umberfield on it.")
    asked = works("clear", shown, code=4)
    assert rules(asked) == {"house/protected-work"}
    assert "Captain Umberfield" in asked["reasons"][0]["found"]

    works(*licence("Captain Umberfield"))
    cleared = works("clear", shown)
    assert rules(cleared) == {"house/owner-gave-leave"}
    assert "contract 9" in cleared["reasons"][0]["found"]
    events = [entry.event for entry in read_ledger(tmp_path / "S" / "ledger.jsonl")]
    assert events.count("work.registered") == 2
    assert "leave.recorded" in events
    assert "Umberfield" not in (tmp_path / "S" / "ledger.jsonl").read_text(encoding="utf-8")


def test_a_licence_is_for_whom_briefs_mean(works: Callable[..., Any], tmp_path: Path) -> None:
    styled = brief(tmp_path, "A brick warehouse pancakes, in the style of Picasso.")
    assert works("clear", styled, code=4)["verdict"] == "escalate"
    assert works(*licence("picasso"))["names"] == ["Pablo Picasso"]
    assert works("clear", styled)["verdict"] == "cleared"


def test_a_reference_that_looks_like_a_registered_work_is_asked_about(
    works: Callable[..., Any], tmp_path: Path
) -> None:
    works("works", "add", "Nine Doors", "--picture", "poster.png")
    for kind in ("set", "destruction"):
        text = "A hotel lobby with marble walls." if kind == "set" else "A brick warehouse pancakes."
        asked = works("clear", brief(tmp_path, text, "crop.jpg", kind=kind), code=4)
        assert 'reference 1 looks like "Nine Doors"' in str(asked["reasons"])
        assert works("clear", brief(tmp_path, text, "other.png", kind=kind))["verdict"] == "cleared"
    assert [one["title"] for one in works("works", "compare", "crop.jpg", code=4)["like"]] == ["Nine Doors"]
    assert works("works", "compare", "other.png")["like"] == []

    works(*licence("Nine Doors"))
    assert works("clear", brief(tmp_path, "A brick warehouse pancakes.", "crop.jpg"))["verdict"] == "cleared"
    listed = works("works", "list")
    assert [work["title"] for work in listed["works"]] == ["Nine Doors"]
    assert [leave["holder"] for leave in listed["leaves"]] == ["the estate"]


def test_a_record_that_was_changed_counts_for_nothing_and_lost_marks_are_told(
    works: Callable[..., Any], tmp_path: Path
) -> None:
    work = Path(works("works", "add", "Nine Doors", "--picture", "poster.png")["file"])
    leave = Path(works(*licence("Nine Doors"))["file"])
    leave.write_text(leave.read_text(encoding="utf-8").replace("the estate", "somebody"), encoding="utf-8")
    asked = brief(tmp_path, "A brick warehouse pancakes.", "crop.jpg")
    assert works("clear", asked, code=4)["verdict"] == "escalate"
    marks = next(work.parent.glob("*.npz"))
    kept = marks.read_bytes()
    marks.write_bytes(kept[:-1])
    assert "were changed" in works("works", "compare", "crop.jpg", code=2)
    marks.unlink()
    assert "can't be read" in works("works", "compare", "crop.jpg", code=2)
    work.write_text(work.read_text(encoding="utf-8").replace("Nine Doors", "Ten Doors"), encoding="utf-8")
    assert works("works", "list")["works"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("works", "add", "Nine Doors", "--died", "1990"), "give --artist"),
        (("works", "add", "Odd", "--artist", "--died", "0"), "died"),
        (("works", "add", "Nine Doors", "--picture", "gone.png"), "gone.png"),
        (("works", "add", "  "), "title"),
        (("works", "compare", "gone.png"), "gone.png"),
        ((*licence("X")[:-1], "2020-01-01"), "would have ended"),
    ],
)
def test_bad_input_is_a_sentence(works: Callable[..., Any], arguments: tuple[str, ...], words: str) -> None:
    works("works", "add", "Something", "--picture", "poster.png")
    assert words in works(*arguments, code=2)
