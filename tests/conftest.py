"""The whole command line, run in this process as a person would run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import settings

from rushes.cli import main
from rushes.show import Show

sys.path.insert(0, str(Path(__file__).parent))  # cleared.py, which tests of single steps import

pytest_plugins = ["database"]  # fixtures of both databases; the real server starts when a test first asks for it

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

SMALL_SHEETS = Path(__file__).parent / "small_sheets"

Told = tuple[int, str, str]
"""Exit code, standard output, standard error."""


@pytest.fixture
def rushes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Run ``rushes`` with its arguments in ``tmp_path``. What is no sentence goes on up as an exception."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["rushes", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        out, errors = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, out, errors

    return run


@dataclass(frozen=True)
class Asked:
    """A show in ``tmp_path / "S"`` and what is asked of it on the command line."""

    folder: Path
    rushes: Callable[..., Told]

    @property
    def show(self) -> Path:
        return self.folder / "S"

    def brief(self, *lines: str) -> str:
        """Write a brief that is right but for the lines given, and return its name."""
        right = ["kind: destruction", 'shot: "020_0150"', "quality: draft"]
        given = {line.partition(":")[0] for line in lines}
        kept = [line for line in right if line.partition(":")[0] not in given]
        (self.folder / "brief.yaml").write_text("\n".join([*kept, *lines, ""]), encoding="utf-8")
        return "brief.yaml"

    def refused(self, *arguments: str, code: int = 2) -> str:
        """Ask for a take that can't be made; return the one sentence that says why. Nothing may be left of it."""
        before = self.files()
        left, _, errors = self.rushes("make", *arguments, "--show", "S")
        assert left == code, errors
        lines = errors.splitlines()
        assert len(lines) == 1, errors
        assert lines[0].startswith("rushes: ")
        assert lines[0].endswith((".", "?", '"'))
        assert self.files() == before, "something was left behind, or something is gone"
        return lines[0].removeprefix("rushes: ")

    def make_apart(self, *arguments: str, before: str = "", small_sheets: bool = False) -> Told:
        """Run ``rushes make`` in a process of its own, as it has to when steps are to run.

        Args:
            arguments: Of the command.
            before: Code to run first.
            small_sheets: Whether options are pictured as small as they can be told apart.
        """
        paths = [str(SMALL_SHEETS)] if small_sheets else []
        path = os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")])
        code = f"import sys\n{before}\nfrom rushes.cli import main\nmain()"
        argv = [sys.executable, "-c", code, "make", *arguments, "--show", "S"]
        env = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run(argv, cwd=self.folder, capture_output=True, text=True, check=False, timeout=300, env=env)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    def files(self) -> dict[str, bytes]:
        """What the show's folder holds; locks are no content."""
        return {
            path.relative_to(self.show).as_posix(): path.read_bytes()
            for path in self.show.rglob("*")
            if path.is_file() and path.suffix != ".lock"
        }


@pytest.fixture
def asked(tmp_path: Path, rushes: Callable[..., Told]) -> Asked:
    Show.init(tmp_path / "S", Fraction(24))
    return Asked(tmp_path, rushes)
