"""A place of its own to make takes in: a show, a settings folder and a plate that vanish with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import yaml

from rushes.errors import StepFailedError

ROOT = Path(__file__).resolve().parent.parent.parent


class Workshop:
    """A temporary show and settings; use it as a context manager. Nothing is kept from one to the next.

    Attributes:
        folder: The temporary folder.
        show: The show in it.
        env: The environment that commands run in: this one, with settings of its own.
    """

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="rushes-bench-")
        self.folder = Path(self._temporary.name)
        self.show = self.folder / "BENCH"
        self.env = {**os.environ, "RUSHES_HOME": str(self.folder / "settings")}

    def __enter__(self) -> Self:
        _plate(self.folder / "plate.png")
        self.rushes("init", self.show, "--rate", "24")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._temporary.cleanup()

    def brief(self, fields: dict[str, Any], name: str = "brief") -> Path:
        """Write a brief and return its path; ``plate.png`` lies beside it."""
        path = self.folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(fields), encoding="utf-8")
        return path

    def command(self, *arguments: str | Path) -> list[str]:
        """Return the command line of ``rushes`` in this very environment."""
        return [sys.executable, "-m", "rushes", *(str(argument) for argument in arguments)]

    def rushes(self, *arguments: str | Path) -> str:
        """Run ``rushes`` and return what it printed.

        Raises:
            StepFailedError: It left with an error; the sentence holds its last line.
        """
        done = subprocess.run(self.command(*arguments), env=self.env, capture_output=True, text=True, check=False)
        return answer(arguments[0], done.returncode, done.stdout, done.stderr)


def answer(command: str | Path, code: int, printed: str, said: str) -> str:
    """Return what a command printed, or raise what it said.

    A finding outside its limit (exit code 5 with a sealed take) is no failure here: the time is what it is.

    Raises:
        StepFailedError: It did not get to its end.
    """
    if code and not (code == 5 and '"take": "' in printed):
        last = said.strip().splitlines() or printed.strip().splitlines() or ["nothing"]
        raise StepFailedError(f"`rushes {command}` left with code {code} and said: {last[-1]}")
    return printed


def record_of(printed: str) -> dict[str, Any]:
    """Return the JSON object that a command's last line is."""
    return dict(json.loads(printed.splitlines()[-1]))


def small_brief(frames: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a brief holds
    """Return a brief of a hut of one room over a grey plate: whole, and as small as a take can be.

    Args:
        frames: How many.
        fields: What is asked besides.
    """
    return {
        "kind": "destruction",
        "shot": "010_0010",
        "frames": frames,
        "plate": "plate.png",
        "building": {"storeys": 1, "bays": 1, "bays_deep": 1},
        "collapse": {"start_s": 0.0},
        **fields,
    }


def _plate(path: Path) -> None:
    """Write a plate of draft's size: an even sky over an even ground."""
    from PIL import Image

    pixels = np.full((360, 640, 3), 170, np.uint8)
    pixels[200:] = 110
    Image.fromarray(pixels).save(path)
