import re
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.brief import brief_from_text, read_brief
from rushes.brief.fields import all_fields
from rushes.brief.words import read_words

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "brief.md").read_text(encoding="utf-8")


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page, flags=re.DOTALL)


def test_every_field_is_on_the_page():
    assert [name for name in all_fields() if f"| `{name}` |" not in PAGE] == []


def test_the_brief_on_the_page_is_understood_to_the_last_word(tmp_path):
    path = tmp_path / "brief.yaml"
    path.write_text(blocks(PAGE, "yaml")[0], encoding="utf-8")
    assert read_brief(path, rate=Fraction(24), strict=True).frames == 96
    text = re.search(r'--shot 010_0010 --text "(A six.*?)"', PAGE)
    assert brief_from_text(text[1], "010_0010", Fraction(24), strict=True).building.storeys == 6


def table():
    rows = re.findall(r"^\| [a-z ]+ \| (.*) \|$", PAGE.partition("## Words")[2].partition("## Fields")[0], re.MULTILINE)
    return [phrase for row in rows for phrase in re.split(r"[,;] ", row) if phrase != "Say for example"]


@pytest.mark.parametrize("phrase", table())
def test_every_phrase_on_the_page_is_understood(phrase):
    heard = read_words(phrase)
    assert heard.said
    assert heard.not_understood == ()


@pytest.mark.parametrize("page", ["brief.md", "show.md"])
def test_the_python_on_the_pages_runs(page, capsys):
    for code in blocks((DOCS / page).read_text(encoding="utf-8"), "python"):
        exec(compile(code, page, "exec"), {})  # noqa: S102 - our own page, as a reader would run it
