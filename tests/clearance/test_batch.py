"""``rushes clear --batch``: many briefs at once, in order, one answer a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

FILE = """
now: "2026-11-22"
registry:
  - {id: performer-1, name: "Odalys Brenneke", consent: {use: [reage], production: DEMO, age_from: 58, age_to: 40, valid_to: "2027-06-30"}}
cases:
  - {text: "Odalys Brenneke, 58, made 45", production: DEMO, verdict: [cleared, escalate]}
  - {text: "Odalys Brenneke made 17", production: DEMO, verdict: refused}
  - {text: "Chase the van", production: DEMO}
  - {text: "a tower falls", production: DEMO, verdict: refused}
"""


def test_every_case_gets_a_line_in_order(tmp_path: Path, rushes: Callable[..., tuple[int, str, str]]) -> None:
    (tmp_path / "cases.yaml").write_text(FILE, encoding="utf-8")
    code, out, errors = rushes("clear", "--batch", "cases.yaml", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, errors) == (0, "")
    assert [line["verdict"] for line in lines] == ["cleared", "refused", "cleared", "cleared"]
    assert [line.get("as_expected") for line in lines] == [True, True, None, False]
    assert all(reason["rule"] and reason["source"] for line in lines for reason in line["reasons"])


def test_packs_are_named_on_the_command_line(tmp_path: Path, rushes: Callable[..., tuple[int, str, str]]) -> None:
    (tmp_path / "cases.yaml").write_text(FILE, encoding="utf-8")
    _, out, _ = rushes("clear", "--batch", "cases.yaml", "--json", "--policies", "house,netflix-2025-11")
    first = json.loads(out.splitlines()[0])
    assert (first["verdict"], first["as_expected"]) == ("escalate", True)


def test_people_read_it_without_json(tmp_path: Path, rushes: Callable[..., tuple[int, str, str]]) -> None:
    (tmp_path / "cases.yaml").write_text(FILE, encoding="utf-8")
    code, out, _ = rushes("clear", "--batch", "cases.yaml")
    assert code == 0
    assert "refused   Odalys Brenneke made 17" in out
    assert "(expected refused)" in out


def test_what_does_not_go_together_is_a_sentence(tmp_path: Path, rushes: Callable[..., tuple[int, str, str]]) -> None:
    (tmp_path / "cases.yaml").write_text(FILE, encoding="utf-8")
    assert "does not exist" in rushes("clear", "--batch", "none.yaml")[2]
    assert "--batch judges" in rushes("clear", "--batch", "cases.yaml", "--text", "a")[2]
    assert "--policies goes with --batch" in rushes("clear", "--text", "a", "--policies", "house")[2]
    assert "Name the show" in rushes("clear", "--text", "a")[2]
    code, _, error = rushes("clear", "--batch", "cases.yaml", "--policies", "none-such")
    assert (code, "none-such" in error) == (2, True)
