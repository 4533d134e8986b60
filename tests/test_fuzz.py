"""Every reader of untrusted bytes gives a value or a sentence, whatever it is given: a short version of what ``python -m fuzz`` does for an hour."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.errors import RushesError

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the fuzzing targets are a package beside src

from fuzz.target import judge  # noqa: E402
from fuzz.targets import TARGETS  # noqa: E402
from fuzz.vary import vary  # noqa: E402

FOUND = Path(__file__).parent / "found_by_fuzzing"
"""Inputs that once made a reader raise something else, each in a folder of its target's name."""

APART = {"movie", "usd-binary"}
"""Read by C++ that a hostile input may end or keep busy for seconds; here only in a process apart (tests/media/test_apart.py)."""

EXAMPLES = {
    "words": 3,
    "brief": 25,
    "statement": 15,
    "policy-pack": 25,
    "edl": 40,
    "usd-text": 25,
    "registry": 40,
    "room-body": 40,
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path))


@pytest.mark.parametrize("name", sorted(set(TARGETS) - APART))
@pytest.mark.filterwarnings("ignore")
def test_a_reader_gives_a_value_or_a_sentence(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()

    @settings(
        max_examples=EXAMPLES.get(name, 80),
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.sampled_from(seeds), st.integers(0, 2**32))
    def tried(seed: bytes, number: int) -> None:
        random = Random(number)  # noqa: S311 - to be repeated
        data = vary(seed, random, target.longest)
        judge(target, data if random.random() < 0.7 else vary(data, random, target.longest))

    for seed in seeds[:3]:
        judge(target, seed)
    tried()


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"cases"}))
def test_fuzzing_starts_from_what_a_reader_takes(name: str) -> None:
    """A seed that is refused at its first byte would leave the rest of its reader untried."""
    target = TARGETS[name]
    signed_by_another = {"approvals", "time-stamp"}
    assert any(judge(target, seed) for seed in target.seeds()) or name in signed_by_another


@pytest.mark.parametrize("path", sorted(FOUND.rglob("*.bin")), ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.filterwarnings("ignore")
def test_what_was_found_once_is_a_sentence_now(path: Path) -> None:
    judge(TARGETS[path.parent.name], path.read_bytes())


def test_the_contract_would_notice_a_fault(tmp_path: Path) -> None:
    del tmp_path
    from fuzz.target import Target

    def breaks(_: Path) -> object:
        raise KeyError("lost")

    def refuses(_: Path) -> object:
        raise RushesError("It is no such file.")

    with pytest.raises(KeyError):
        judge(Target("breaks", "a", breaks, list), b"x")
    assert not judge(Target("refuses", "a", refuses, list), b"x")


def test_every_module_that_opens_files_of_others_has_a_target() -> None:
    """The list of readers on the page is the list of targets."""
    page = (ROOT / "docs" / "fuzzing.md").read_text(encoding="utf-8")
    assert [name for name in TARGETS if f"| {name} |" not in page] == []
