"""Benchmarks keep their contract: one file each, one line of JSON, and a page that says what was measured. Nothing is timed here."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"
NAMES = sorted(path.stem for path in BENCHMARKS.glob("*.py"))
KEYS = ["name", "ours", "other", "ratio", "limit", "unit", "pass"]


@pytest.fixture(autouse=True)
def _beside_the_benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)


def run(name, tmp_path, *options):
    return subprocess.run(
        [sys.executable, BENCHMARKS / f"{name}.py", "--results", tmp_path / "results", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )


def figures(**changes):
    from measuring import Figures

    asked = {"ours": 2.0, "other": 3.0, "limit": 2.5, "unit": "s", "ours_is": "a", "other_is": "b", "limit_is": "c"}
    return Figures(**{**asked, **changes})


@pytest.mark.parametrize(
    "name",
    [
        "clearance",
        pytest.param("clearance_share", marks=[pytest.mark.slow, pytest.mark.blender]),
        pytest.param("startup", marks=pytest.mark.slow),
        pytest.param("review", marks=[pytest.mark.slow, pytest.mark.browser]),
        pytest.param("seek", marks=[pytest.mark.slow, pytest.mark.browser]),
        pytest.param("reage", marks=pytest.mark.slow),
        pytest.param("storage", marks=pytest.mark.slow),
        pytest.param("delivery", marks=pytest.mark.slow),
        pytest.param("scene", marks=pytest.mark.slow),
        pytest.param("rigid", marks=[pytest.mark.slow, pytest.mark.blender]),
        pytest.param("memory", marks=[pytest.mark.slow, pytest.mark.blender]),
        pytest.param("overhead", marks=[pytest.mark.slow, pytest.mark.blender]),
        pytest.param("scheduling", marks=[pytest.mark.slow, pytest.mark.long, pytest.mark.blender]),
    ],
)
def test_a_benchmark_prints_one_line_and_writes_it_down(tmp_path, name):
    done = run(name, tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    (printed,) = done.stdout.splitlines()
    line = json.loads(printed)
    assert list(line) == KEYS
    assert line["name"] == name
    if name != "scheduling":  # a difference of two times, which what goes on beside may turn round
        assert line["ours"] > 0
        assert line["other"] > 0
    assert line["ratio"] == pytest.approx(line["ours"] / line["other"], rel=2e-3)
    assert line["pass"] is (line["ours"] <= line["limit"])
    written = json.loads((tmp_path / "results" / f"{name}.json").read_text(encoding="utf-8"))
    assert list(written) == ["quick"]
    assert {key: written["quick"][key] for key in KEYS} == line
    assert written["quick"]["versions"]["python"] == sys.version.split()[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_says_what_it_does_and_how_it_is_asked(tmp_path, name):
    done = run(name, tmp_path, "--help")
    assert done.returncode == 0, done.stderr
    assert "--full" in done.stdout
    assert "--json" in done.stdout


def test_the_page_is_what_the_results_give():
    from measuring.page import page

    written = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert written == page(BENCHMARKS / "results"), "run `make docs`"


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_is_on_the_page(name):
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert f"| [{name}](#{name}) | full |" in text
    assert f"\n## {name}\n" in text


def test_the_page_shows_both_sides_the_machine_and_a_missed_limit(tmp_path):
    from measuring.page import page

    record = {
        **figures(ours=4.0).line("startup"), **figures(notes=("It rained.",)).words(),
        "machine": "A loom, 1 core", "memory_gib": 2.0, "load": 0.5, "versions": {"python": "3.11.0"},
    }  # fmt: skip
    (tmp_path / "startup.json").write_text(json.dumps({"full": record}), encoding="utf-8")
    text = page(tmp_path)
    assert "| [startup](#startup) | full | 4 | 3 | 1.333 | 2.5 | s | **no** |" in text
    assert "| [startup](#startup) | quick | not measured yet |" in text
    for said in ("A loom, 1 core", "python 3.11.0", "It rained.", "4 s, a", "3 s, b", "**missed**"):
        assert said in text


def test_one_form_leaves_the_other_forms_results_alone(tmp_path, monkeypatch, capsys):
    from measuring import run as benchmark

    for form, ours in (("--full", 1.0), ("--json", 2.0)):
        monkeypatch.setattr(sys, "argv", ["startup", form, "--results", str(tmp_path)])
        benchmark("startup", "How soon.\n\nMore.", lambda _, ours=ours: figures(ours=ours))
    capsys.readouterr()
    written = json.loads((tmp_path / "startup.json").read_text(encoding="utf-8"))
    assert (written["full"]["ours"], written["quick"]["ours"]) == (1.0, 2.0)
    assert written["full"]["about"] == "How soon."


def test_an_error_is_one_sentence(tmp_path, monkeypatch, capsys):
    from measuring import run as benchmark
    from rushes.errors import CheckFailedError

    def fails(_):
        raise CheckFailedError("The two differ. Compare them.")

    monkeypatch.setattr(sys, "argv", ["scene", "--results", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        benchmark("scene", "Writing.", fails)
    assert left.value.code == 5
    assert capsys.readouterr().err == "scene: The two differ. Compare them.\n"
    assert not list(tmp_path.iterdir())


def test_a_program_that_fails_is_one_sentence_with_its_last_words(tmp_path, monkeypatch, capsys):
    from measuring import run as benchmark

    def fails(_):
        code = "import sys; sys.stderr.write('first\\nno such thing\\n'); sys.exit(3)"
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    monkeypatch.setattr(sys, "argv", ["startup", "--results", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        benchmark("startup", "How soon.", fails)
    assert left.value.code == 5
    said = capsys.readouterr().err
    assert said.startswith(f"startup: {sys.executable} left with code 3 and said: no such thing. ")


def test_results_that_are_not_whole_are_one_sentence(tmp_path, monkeypatch, capsys):
    from measuring import run as benchmark

    (tmp_path / "startup.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["startup", "--results", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        benchmark("startup", "How soon.", lambda _: figures())
    assert left.value.code == 2
    assert "Delete it and measure again." in capsys.readouterr().err


def test_a_benchmark_that_is_not_there_is_one_sentence():
    command = [sys.executable, ROOT / "scripts" / "bench.py", "sturtup"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("There is no benchmark sturtup. There are: ")


def test_what_shares_a_make_can_be_told_where_it_is(tmp_path):
    spec = importlib.util.spec_from_file_location("bench", ROOT / "scripts" / "bench.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shares = {name for name in NAMES if "--take" in run(name, tmp_path, "--help").stdout}
    assert set(module.SHARED) == shares
    assert set(module.SHARED.values()) <= shares


def test_the_limit_is_the_most_that_ours_may_be():
    assert figures(ours=2.5).passed
    assert not figures(ours=2.51).passed
    assert figures(ours=2.0, other=3.0).line("x")["ratio"] == 0.6667


def test_memory_counts_every_process_of_a_tree_and_no_other():
    from measuring.tree import tree_bytes

    held = 96 << 20
    child = f"import time; x = b'x' * {held}; print('ready', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as tree:
        try:
            assert tree.stdout is not None
            assert tree.stdout.readline() == "ready\n"
            sizes = tree_bytes(tree.pid)
            assert len(sizes) == 2
            assert held < sum(sizes) < 2 * held
            assert sizes[0] < held < sizes[1]
        finally:
            subprocess.run(["/bin/kill", *_children(tree.pid)], check=True)
    deadline = time.monotonic() + 10
    while sum(tree_bytes(tree.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sum(tree_bytes(tree.pid)) == 0


def _children(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


def test_a_kept_make_speaks_only_of_its_own_work(tmp_path):
    from measuring import MeasuredMake
    from rushes.errors import BadInputError

    path = tmp_path / "out" / "draft.json"
    made = MeasuredMake(100.0, 90.0, 2 << 30, 1 << 30, {"render": 80.0, "comp": 5.0}, "a hut")
    assert MeasuredMake.shared(path, "a hut") is None
    made.keep(path)
    assert MeasuredMake.shared(path, "a hut") == made
    assert made.inside == 80.0
    with pytest.raises(BadInputError, match="was measured on"):
        MeasuredMake.shared(path, "a tower")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BadInputError, match="Delete it"):
        MeasuredMake.shared(path, "a hut")
