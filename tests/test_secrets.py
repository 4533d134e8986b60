"""Secrets stay where they are: nothing that a show, a studio or a log leaves behind holds one, whatever was done."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rushes.clearance.records.desk import working_desk
from rushes.delivery.deliver import deliver
from rushes.delivery.profile import parse_profile
from rushes.provenance import Authority
from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.review.web.own_key import own_signer
from rushes.show import Show
from rushes.studio import run_program
from small_house import SMALL, House

PLANTED = {
    "AWS_SECRET_ACCESS_KEY": "planted-s3-secret-1f7c",
    "AWS_ACCESS_KEY_ID": "PLANTEDS3KEYID",
    "AWS_SESSION_TOKEN": "planted-s3-token-77aa",
    "PGPASSWORD": "planted-database-password-09",
    "OPENAI_API_KEY": "planted-openai-key-55",
    "RUNWAYML_API_SECRET": "planted-runway-secret-66",
    "GEMINI_API_KEY": "planted-gemini-key-77",
    "RUSHES_PASSPHRASE": "planted passphrase of a key 88",
    "RUSHES_OIDC_SECRET": "planted-oidc-secret-99",
}
"""What a studio's machine holds in its environment."""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    for name, value in PLANTED.items():
        monkeypatch.setenv(name, value)
    return House(Show.init(tmp_path / "DEMO", Fraction(24000, 1001), title="The Demo"))


def keys_in(home: Path) -> Iterator[tuple[Path, list[bytes]]]:
    """Yield each private file of the settings with what in it is secret: the lines of a key, or all of its bytes."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and (path.suffix == ".key" or b"PRIVATE KEY" in path.read_bytes()):
            lines = [line for line in path.read_bytes().splitlines() if len(line) > 20 and b"----" not in line]
            yield path, lines or [path.read_bytes()]


def test_what_is_made_reviewed_and_delivered_holds_no_secret(
    house: House, tmp_path: Path, rushes: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    take = house.take()
    house.decide(take, "circle")
    own_signer(), working_desk(house.show), Authority.open()
    deliver(house.show, parse_profile(SMALL, "small.yaml"), tmp_path / "out", asked=[take.shot])
    access = LocalAccess(house.show)
    with TestClient(create(Show.load(house.show.folder), access), base_url="http://127.0.0.1:8321") as room:
        said = [room.get("/sign-in", params={"token": access.token}).text]
        said += [
            room.get(page, headers={"accept": "text/html"}).text
            for page in ("/", f"/shots/{take.shot}", "/me", "/desk")
        ]
        cookies = [value for value in room.cookies.values() if len(value) > 15]
    said += [
        text
        for argv in (("jobs", "--show", "DEMO"), ("doctor",), ("ledger", "verify", "--show", "DEMO"))
        for text in rushes(*argv)[1:]
    ]
    run_program([sys.executable, "-c", "print('step')"], log=tmp_path / "DEMO" / "work" / "step.log")
    secrets = {value.encode(): name for name, value in PLANTED.items()}
    secrets |= {access.token.encode(): "the room's token"} | {one.encode(): "a session" for one in cookies}
    private = list(keys_in(tmp_path / "home"))
    assert len(private) >= 4, "the authority's, the ledger's, the desk's and somebody's own"
    for path, lines in private:
        secrets |= dict.fromkeys(lines, f"the key {path.name}")
    homes = {path for path, _ in private}
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file() and path not in homes:
            content = path.read_bytes()
            assert [name for secret, name in secrets.items() if secret in content] == [], path
    for text in said:
        assert [name for secret, name in secrets.items() if secret.decode("latin-1") in text] == []


def test_whoever_else_is_on_the_machine_reads_no_key(house: House, tmp_path: Path) -> None:
    own_signer(), working_desk(house.show), Authority.open()
    found = [path for path, _ in keys_in(tmp_path / "home")]
    assert found
    assert [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert not stat.S_IMODE((tmp_path / "home").stat().st_mode) & 0o077 or all(
        not stat.S_IMODE(path.stat().st_mode) & 0o077 for path in found
    )


def test_the_probe_would_find_one(tmp_path: Path) -> None:
    (tmp_path / "step.log").write_text(f"env: {PLANTED['PGPASSWORD']}", encoding="utf-8")
    assert PLANTED["PGPASSWORD"].encode() in (tmp_path / "step.log").read_bytes()
    assert os.environ.get("PGPASSWORD") != PLANTED["PGPASSWORD"]
