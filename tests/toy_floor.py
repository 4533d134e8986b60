"""A studio whose jobs are toys: each does what its flag says, and notes when it begins and ends. ``python toy_floor.py`` supervises it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

TOY = """
import json, os, sys, time
from pathlib import Path
name, what, folder = sys.argv[1:4]
def note(word):
    with open(Path(folder) / "noted", "a") as stream:
        stream.write(f"{word} {name}\\n")
def leave(code, **said):
    print(json.dumps(said))
    sys.exit(code)
note("begins")
print("frames     3/24 0:10 left", flush=True)
if what.startswith("sleeps"):
    time.sleep(float(what.removeprefix("sleeps")))
while what == "waits" and not (Path(folder) / "go").exists():
    time.sleep(0.02)
if what == "dies":
    os.abort()
if what.endswith("Error"):
    leave(2, error="A sentence.", exit_code=2, kind=what)
if what == "refused":
    leave(3, take=None, verdict="refused")
if what == "busy once" and not (Path(folder) / "tried").exists():
    (Path(folder) / "tried").touch()
    leave(2, error="The disk is full.", exit_code=2, kind="NotNowError")
note("ends")
leave(5 if what == "failed checks" else 0, take=f"{folder}/{name}.json", verdict="cleared")
"""


def toy_argv(ask) -> list[str]:
    return [sys.executable, "-c", TOY, ask.shot, ask.asked["flags"][0], str(ask.folder)]


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(options) -> None:
    import rushes
    from rushes.errors import RushesError
    from rushes.studio import supervisor
    from rushes.studio.config import load_studio
    from rushes.studio.supervisor import Halt

    supervisor._argv = toy_argv
    stop = Path(options.pop("stop", "/nowhere"))
    asks = {"told": lambda news: say(news.what, news.words)}
    asks["halt"] = lambda: Halt.STOP if stop.exists() else Halt.NO
    try:
        say("version", rushes.__version__)
        say("left with", supervisor.supervise(load_studio(), **asks, **options))
    except RushesError as error:
        say("error", type(error).__name__, error)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
