"""Fuzz one target with atheris for a while; what it finds is said, and kept in ``out/fuzz/NAME``."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from random import Random

from fuzz.target import MEGABYTES, SECONDS, workplace
from fuzz.vary import vary

KEPT = Path("out/fuzz")
"""Where inputs are kept that reached something new, and those that crashed."""


def _mutate(data: bytes, longest: int, seed: int) -> bytes:
    """Change an input by its structure half of the time, and as libFuzzer does, which knows what is new, otherwise."""
    import atheris

    random = Random(seed)
    return vary(data, random, longest) if random.random() < 0.5 else atheris.Mutate(data, longest)


def main() -> None:
    """Run libFuzzer; it ends the process itself, with 77 after a crash."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("name", help="a target; 'list' lists them")
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()

    os.environ["RUSHES_HOME"] = str(workplace() / "home")  # what seeds are signed with is nobody's
    import atheris

    with atheris.instrument_imports(include=["rushes", "yaml", "json", "cyclonedx", "ezdxf", "otio_cmx3600_adapter"]):
        targets = importlib.import_module("fuzz.targets").TARGETS
        if asked.name == "list":
            print("\n".join(targets))
            return
        target = targets[asked.name]
        seeds = target.seeds()
        importlib.import_module("fuzz.target").judge(
            target, seeds[0]
        )  # so that what is imported late is instrumented too
    judge = importlib.import_module("fuzz.target").judge
    folder = KEPT / target.name
    (folder / "found").mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / "found" / f"seed-{number:02d}").write_bytes(seed)
    atheris.Setup(
        [
            sys.argv[0], str(folder / "found"), f"-max_total_time={asked.seconds}", f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}",
            f"-malloc_limit_mb={MEGABYTES}", f"-max_len={target.longest}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=1",
        ],
        lambda data: judge(target, data) and None,
        custom_mutator=_mutate,
    )  # fmt: skip
    atheris.Fuzz()


if __name__ == "__main__":
    main()
