"""A real ``rushes make`` in a studio that has a secret for everything: afterwards none of them stands anywhere but where it was put."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bucket import KEY, SECRET, Bucket, served
from database import PASSWORD, Postgres, programs
from rushes.show import Show
from rushes.studio.config import load_studio
from rushes.studio.watch import child_environment, watching

FAULTS = Path(__file__).resolve().parents[2] / "faults"
"""Where the tiny engine lies."""

RUNNER = """
from dataclasses import replace
from tiny_engine import ENGINE
from rushes import pipeline
from rushes.cli import main
from rushes.plan import Publish

def steps(*asked):
    ground, *others = ENGINE.steps(*asked)
    sheet = Publish("ground.1001.exr", "contact_sheet", "review/{show}_{shot}_{version}_contact.png")
    return replace(ground, publishes=(*ground.publishes, sheet)), *others

pipeline.rivals = lambda: {"destruction": {"tiny": replace(ENGINE, steps=steps)}}
pipeline.inspections = lambda: ()
main()
"""
"""The command line, with an engine whose pictures are tiny."""

PLANTED = {
    "AWS_ACCESS_KEY_ID": KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "OPENAI_API_KEY": "planted-openai-key-55",
    "RUNWAYML_API_SECRET": "planted-runway-secret-66",
    "GEMINI_API_KEY": "planted-gemini-key-77",
    "RUSHES_PASSPHRASE": "planted passphrase of a key 88",
    "RUSHES_OIDC_SECRET": "planted-oidc-secret-99",
    "SESSION_SECRET": "planted-session-secret-12",
}
SECRETS = {**PLANTED, "the database's password": PASSWORD, "a key in a file": "planted-key-in-a-file-34"}


@pytest.fixture
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with served(tmp_path_factory.mktemp("bucket")) as (root, port):
        bucket = Bucket(root, port)
        yield bucket
        bucket.close()


@pytest.fixture
def studio_file(tmp_path: Path, bucket: Bucket, collector: Any, postgres_url: str, monkeypatch: Any) -> Path:
    """Return the file of a studio that has everything, outside of where anything is written."""
    etc = tmp_path / "etc"
    etc.mkdir()
    text = (
        f"name: floor\ndatabase: {postgres_url}\nstorage: {{url: '{bucket.url}', endpoint: '{bucket.endpoint}'}}\n"
        f"watch: {{log: ../log/studio.jsonl, metrics: '127.0.0.1:0', traces: '{collector.address}'}}\n"
    )
    (etc / "studio.yaml").write_text(text, encoding="utf-8")
    (etc / "secrets").write_text(f"PGPASSWORD={PASSWORD}\nVENDOR={SECRETS['a key in a file']}\n", encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", str(etc / "studio.yaml"))
    for name, value in PLANTED.items():
        monkeypatch.setenv(name, value)
    return etc / "studio.yaml"


def make(folder: Path, *argv: str) -> str:
    """Run ``rushes make`` in a process of its own, watched by this one; return all that it said."""
    path = os.pathsep.join([str(FAULTS), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, **child_environment(), "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, "make", *argv], cwd=folder, env=env, capture_output=True, text=True, timeout=500,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def found_in(content: bytes) -> list[str]:
    return [name for name, secret in SECRETS.items() if secret.encode() in content]


def dump(postgres: Postgres, url: str) -> bytes:
    """Return all rows of a database."""
    folder = programs()
    assert folder is not None
    return subprocess.run(
        [folder / "pg_dump", "--inserts", "--dbname", url], capture_output=True, timeout=300, check=True
    ).stdout


def test_nothing_that_a_make_leaves_behind_holds_a_secret(
    tmp_path: Path, studio_file: Path, bucket: Bucket, collector: Any, scrape: Callable[[str], str], postgres: Postgres,
    postgres_url: str, rushes: Callable[..., tuple[int, str, str]],
) -> None:  # fmt: skip
    Show.init(tmp_path / "S", Fraction(24))
    brief = {"kind": "destruction", "shot": "020_0150", "frames": 3, "quality": "draft"}
    (tmp_path / "brief.yaml").write_text(json.dumps(brief), encoding="utf-8")
    begun = rushes("studio", "init")
    assert begun[0] == 0, begun
    said = []
    with watching(load_studio(), serve=True) as address:
        said += [make(tmp_path, "brief.yaml", "--show", "S"), scrape(address)]
    for argv in (
        ("make", "brief.yaml", "--show", "S", "--queue"), ("jobs", "--show", "S"), ("doctor",), ("studio", "doctor"),
        ("studio", "push", "--show", "S"), ("ledger", "verify", "--show", "S"), ("verify", "S/shots/020_0150/v001"),
    ):  # fmt: skip
        said += rushes(*argv)[1:]
    studio_file.with_name("gone.yaml").write_text(
        studio_file.read_text(encoding="utf-8").replace(f":{postgres.port}/", ":9/").replace(bucket.endpoint, "http://127.0.0.1:9"),
        encoding="utf-8",
    )  # fmt: skip
    os.environ["RUSHES_STUDIO"] = str(studio_file.with_name("gone.yaml"))
    for argv in (("studio", "doctor"), ("jobs", "--show", "S"), ("make", "brief.yaml", "--show", "S", "--queue")):
        said += rushes(*argv)[1:]
    rows = dump(postgres, postgres_url)
    assert (tmp_path / "S" / "shots" / "020_0150" / "v001" / "take.json").exists()
    assert (tmp_path / "log" / "studio.jsonl").stat().st_size > 0
    assert bucket.objects()
    assert collector.bodies
    assert b"020_0150" in rows, "what waits in the queue"
    assert any("127.0.0.1" in one for one in said), "it speaks of the places that don't answer"
    files = [*tmp_path.rglob("*"), *bucket.objects()]
    held = {
        str(path): found_in(path.read_bytes()) for path in files if path.is_file() and path.parent != studio_file.parent
    }
    assert len(held) > 30
    assert {path: names for path, names in held.items() if names} == {}
    for content in (*(one.encode() for one in said), *collector.bodies, rows):
        assert found_in(content) == []


def test_the_search_finds_a_secret_that_stands_where_it_was_put(studio_file: Path) -> None:
    assert found_in(studio_file.read_bytes()) == ["the database's password"]
    assert set(found_in(studio_file.with_name("secrets").read_bytes())) == {
        "the database's password",
        "a key in a file",
    }
