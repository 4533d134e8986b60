"""``rushes studio run`` whose jobs are makes of the tiny engine: ``python tiny_floor.py [--standby]...``, with that command's own options."""

from __future__ import annotations

import sys
from pathlib import Path

POISONS = {
    "abort": "import os; os.abort()",
    "killed": "import os; os.kill(os.getpid(), 9)",
    "leaves with 70": "import sys; sys.exit('It broke.')",
    "half a line": "print('{\"take\": ', end=''); raise SystemExit(3)",
    "floods": "print('x' * 3_000_000); raise SystemExit(1)",
    "no memory": "import os, resource; resource.setrlimit(resource.RLIMIT_AS, (60 << 20,) * 2)\ntry: bytearray(1 << 30)\nfinally: os._exit(137)",
}
"""Jobs that always crash, each in its way."""


def argv_of(ask) -> list[str]:
    """Return what is run for something that was asked for: a make, or what it is poisoned with."""
    (what,) = ask.asked["flags"]
    if what in POISONS:
        return [sys.executable, "-I", "-S", "-c", POISONS[what]]
    return [sys.executable, str(Path(__file__).with_name("tiny_make.py")), str(ask.folder), ask.shot]


def run(*options: str) -> int:
    """Be ``rushes studio run`` with some options; it leaves by ``SystemExit``."""
    from rushes.cli import main
    from rushes.studio import supervisor

    supervisor._argv = argv_of
    supervisor.WAIT_S = 1.0
    sys.argv = ["rushes", "studio", "run", *options]
    main()
    return 0


if __name__ == "__main__":
    run(*sys.argv[1:])
