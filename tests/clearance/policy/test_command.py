"""``rushes policy`` lists packs, shows them, and explains a rule."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.clearance.policy import BUILT_IN, load_pack
from rushes.show import Show


def test_the_list_says_what_is_in_force(rushes, tmp_path: Path) -> None:
    Show.init(tmp_path / "S", Fraction(24))
    file = tmp_path / "S" / "show.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[house]", "[netflix-2025-11]"), encoding="utf-8")
    code, out, _ = rushes("policy", "list", "--show", "S", "--json")
    assert code == 0
    packs = json.loads(out.splitlines()[-1])["packs"]
    assert [row["pack"] for row in packs] == list(BUILT_IN)
    assert [row["pack"] for row in packs if row["in_force"]] == ["house", "netflix-2025-11"]
    assert "not in force" in out
    _, out, _ = rushes("policy", "list")
    assert "in force on every show" in out
    assert "outside their days now" in out


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_pack_shows_every_rule(rushes, name: str) -> None:
    code, out, _ = rushes("policy", "show", name, "--json")
    assert code == 0
    for rule in load_pack(name).rules.values():
        assert f"{rule.id}: {rule.outcome}\n  {rule.text}\n" in out
    assert len(json.loads(out.splitlines()[-1])["rules"]) == len(load_pack(name).rules)


def test_a_rule_is_explained_with_its_policy(rushes) -> None:
    code, out, _ = rushes("policy", "explain", "netflix-2025-11/final-deliverable", "--json")
    assert code == 0
    assert "not confirmed" in out
    assert "answered by: approval of client" in out
    cedar = json.loads(out.splitlines()[-1])["cedar"]
    assert cedar.startswith('@id("netflix-2025-11/final-deliverable")')
    assert cedar.endswith(";")
    assert cedar.count("@id") == 1
    _, out, _ = rushes("policy", "explain", "house/no-sexual-minor")
    assert "no decision lifts it" in out


def test_what_is_not_there_is_one_sentence(rushes) -> None:
    assert rushes("policy", "show", "nowhere")[0] == 2
    code, _, errors = rushes("policy", "explain", "house/nothing")
    assert code == 2
    assert errors == 'rushes: There is no rule "house/nothing" in house. `rushes policy show house` lists its rules.\n'
