"""Attacks on the bucket that a studio's steps and takes go to besides: slow, failing, cut off, wrong in what it gives back."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from pathlib import Path

from attacked import Attacked, until
from listed import attack, told

from rushes.canonical import sha256_of_file
from rushes.show import Show
from rushes.stored_takes import storable
from rushes.studio import StepFolder
from rushes.studio.storage import storage_for

LONG_S = 33.0
"""How long [s] a stalled server says nothing: longer than one request may take."""


def calm(*_: object) -> str:
    """Do nothing wrong."""
    return ""


@attack(storage=6)
def killed_in_upload(attacked: Attacked, chance: random.Random) -> str:
    """kill -9 of a make in the middle of an upload to a slow bucket: the same command goes on, and all is stored in the end."""
    bucket, wanted = attacked.bucket, chance.randrange(1, 12)
    bucket.slow_s, bucket.fault = 0.2, lambda method, *_: "slow" if method == "PUT" else ""
    before = bucket.count("PUT", "")
    pid = attacked.start(*attacked.new_shots(chance, 1))
    until(lambda: bucket.count("PUT", "") - before >= wanted or not attacked.is_running(pid), 300)
    attacked.kill(pid)
    attacked.wait(pid)
    assert attacked.until_quiet(), "a step outlived its supervisor"
    bucket.fault = calm
    return f"in upload {bucket.count('PUT', '') - before}; {_all_is_stored(attacked)}"


@attack(storage=8)
def failing_bucket(attacked: Attacked, chance: random.Random) -> str:
    """Some of what is asked of the bucket fails: errors, half an object, another object, no answer. The take is made, and stored later."""
    share = chance.choice((0.1, 0.4, 1.0))

    def fault(method: str, _path: str, _before: int) -> str:
        kinds = ("500", "cut", "gone", "slow") if method == "PUT" else ("500", "cut", "truncated", "wrong", "gone")
        return chance.choice(kinds) if chance.random() < share else ""

    attacked.bucket.slow_s, attacked.bucket.fault = 0.5, fault
    pid = attacked.start(*attacked.new_shots(chance, 1))
    code = attacked.wait(pid)
    attacked.bucket.fault = calm
    assert code == 0, f"work did not go on without the bucket: {told(attacked, pid, code)}"
    return f"{share:.0%} failed; {_all_is_stored(attacked)}"


@attack(storage=3)
def stalled_bucket(attacked: Attacked, chance: random.Random) -> str:
    """The bucket takes what is sent and says nothing, for longer than one waits: the take is made, and stored later."""
    silent, first = chance.choice(("PUT", "GET", "HEAD")), chance.randrange(1, 4)
    asked = iter(range(10**6))
    attacked.bucket.slow_s = LONG_S
    attacked.bucket.fault = lambda method, *_: "slow" if method == silent and next(asked) < first else ""
    pid = attacked.start(*attacked.new_shots(chance, 1))
    code = attacked.wait(pid)
    attacked.bucket.fault = calm
    assert code == 0, f"work did not go on without the bucket: {told(attacked, pid, code)}"
    return f"{silent}, {first} times; {_all_is_stored(attacked)}"


@attack(storage=5)
def wrong_from_bucket(attacked: Attacked, chance: random.Random) -> str:
    """A step that is fetched comes back as something else, or half: what is read is checked, and the step is made here instead."""
    _all_is_stored(attacked)
    shutil.rmtree(attacked.place / "work" / "ground", ignore_errors=True)
    how = chance.choice(("wrong", "truncated", "cut"))
    share = chance.choice((0.5, 1.0))
    attacked.bucket.fault = lambda method, path, _: (
        how if method == "GET" and "objects/" in path and chance.random() < share else ""
    )
    pid = attacked.start(*attacked.new_shots(chance, 1))
    code = attacked.wait(pid)
    attacked.bucket.fault = calm
    assert code == 0, f"the step was not made here: {told(attacked, pid, code)}"
    return f"{how}, {share:.0%}; {_all_is_stored(attacked)}"


def _all_is_stored(attacked: Attacked) -> str:
    """Store what is not stored yet, as ``rushes studio push`` does, and fetch all steps to an empty machine; all has to be equal."""
    with attacked.entered():
        show = Show.load(attacked.place)
        storage = storage_for(show.name)
        assert storage is not None
        sent = 0
        for one in storable(show):
            sent += (storage.push_step(one) if isinstance(one, StepFolder) else storage.push_take(one)) or 0
        steps = [one for one in storable(show) if isinstance(one, StepFolder)]
        with tempfile.TemporaryDirectory(dir=attacked.folder) as empty:
            for step in steps:
                there = StepFolder(Path(empty), step.step, step.key)
                assert storage.fetch_step(there), f"{step.path} can't be fetched"
                assert there.is_done(deep=True)
                assert _hashes(there.path) == _hashes(step.path), f"{step.path} came back as something else"
    return f"{sent} bytes were sent later, {len(steps)} steps fetched elsewhere"


def _hashes(folder: Path) -> dict[str, str]:
    record = json.loads((folder / "done.json").read_text(encoding="utf-8"))
    return {name: sha256_of_file(folder / name) for name in sorted(record["files"])}
