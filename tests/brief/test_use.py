"""What a shot is for: read like every other field, part of what is asked, and no part of the picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from rushes.brief import Brief, Use, brief_sha256, describe, read_brief
from rushes.errors import BadInputError

RATE = Fraction(24)


def write(folder: Path, *lines: str) -> Path:
    path = folder / "brief.yaml"
    path.write_text("\n".join(['shot: "020_0150"', "use:", *(f"  {line}" for line in lines), ""]), encoding="utf-8")
    return path


def picture(path: Path, grey: int = 120) -> Path:
    Image.new("RGB", (64, 48), (grey, grey, grey)).save(path)
    return path


def test_every_field_is_read(tmp_path: Path) -> None:
    picture(tmp_path / "look.png")
    brief = read_brief(
        write(
            tmp_path, "lifecycle: temporary", "use_case: background", "story_relevant: no", "languages: [en, pt-BR]",
            "territories: [US]", "media: streaming", "advertisement: yes", "references: [look.png]",
            "p1: yes", "p2: no", "p3: unsure",
        ),
        rate=RATE,
    )  # fmt: skip
    assert brief.use == Use(
        lifecycle="temporary",
        use_case="background",
        story_relevant=False,
        languages=("en", "pt-BR"),
        territories=("US",),
        media=("streaming",),
        advertisement=True,
        references=((tmp_path / "look.png").resolve(),),
        p1="yes",
        p2="no",
    )
    assert ("use.p1", "yes", "(brief)") in {(one.field, one.value, one.words) for one in brief.understood}


def test_left_out_it_is_final_and_unsure_and_says_little(tmp_path: Path) -> None:
    path = tmp_path / "brief.yaml"
    path.write_text('shot: "020_0150"\n', encoding="utf-8")
    brief = read_brief(path, rate=RATE)
    assert brief.use == Use()
    assert set(brief.use.model_dump(include={"p1", "p2", "p3", "p4", "p5"}).values()) == {"unsure"}
    told = [line for line in describe(brief) if "use." in line]
    assert len(told) == 1
    assert "use.lifecycle" in told[0]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("lifecycle: forever", "one of temporary, final"),
        ("p1: perhaps", "one of yes, no, unsure"),
        ("p6: yes", "is no field of a brief"),
        ("use_case: moodboard", "one of ideation"),
        ("references: [gone.png]", r"use\.references: .*gone\.png"),
        ("story_relevant: maybe", "true or false"),
    ],
)
def test_what_is_wrong_in_it_is_a_sentence(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        read_brief(write(tmp_path, line), rate=RATE)


def test_it_is_part_of_what_is_asked(tmp_path: Path) -> None:
    asked = {brief_sha256(Brief(shot="020_0150", use=use)) for use in (Use(), Use(p1="yes"), Use(languages=("fr",)))}
    assert len(asked) == 3


def test_a_reference_counts_by_what_it_shows_and_not_by_where_it_lies(tmp_path: Path) -> None:
    one, two, other = picture(tmp_path / "a.png"), picture(tmp_path / "b.png"), picture(tmp_path / "c.png", 30)
    names = [brief_sha256(Brief(shot="020_0150", use=Use(references=(path,)))) for path in (one, two, other)]
    assert names[0] == names[1]
    assert names[0] != names[2]
