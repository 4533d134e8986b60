"""A machine of the studio's cluster: where its head is, who is let in, and that it is begun again."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from rushes.errors import BadInputError
from rushes.studio import ray_machine
from rushes.studio.config import Studio
from rushes.studio.ray_machine import TOKEN, Given, head_of, keep, own_address, token_environment

STUDIO = Studio(executor="ray://127.0.0.1:6379")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(ray_machine, "AGAIN_S", 0.01)
    monkeypatch.setattr(ray_machine, "_folder", lambda _: tmp_path / "ray")
    return tmp_path / "home"


def test_the_studio_names_the_head() -> None:
    assert head_of(STUDIO) == ("127.0.0.1", 6379)
    for executor in ("local", "ray"):
        with pytest.raises(
            BadInputError, match=f'executor is "{executor}", which names no head. Write executor: ray://'
        ):
            head_of(Studio(executor=executor))


def test_a_machine_is_found_under_the_address_that_it_reaches_the_head_from() -> None:
    assert own_address("127.0.0.1", 6379, head=True) == "127.0.0.1"
    with pytest.raises(BadInputError, match=r"192\.0\.2\.1.* (can't be reached from here|and this machine is )"):
        own_address("192.0.2.1", 6379, head=True)
    with pytest.raises(BadInputError, match=r"The head nowhere\.invalid, which studio\.yaml names, can't be reached"):
        own_address("nowhere.invalid", 6379, head=False)


def test_the_clusters_secret_is_made_once_by_the_head_and_read_by_its_user_alone(home: Path) -> None:
    assert token_environment() == {}
    made = token_environment(make=True)
    path = home / TOKEN
    assert made == token_environment() == {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(path)}
    secret = path.read_text(encoding="ascii")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(secret) == 64
    token_environment(make=True)
    assert path.read_text(encoding="ascii") == secret
    path.chmod(0o640)
    with pytest.raises(BadInputError, match=r"can be read by others.*chmod 600"):
        token_environment()


def test_nobody_joins_without_the_secret() -> None:
    with pytest.raises(BadInputError, match=r"The secret of the studio's cluster is missing: .*ray\.token"):
        keep(STUDIO, head=False, given=Given(), told=lambda _: None, halted=lambda: False)


def test_it_is_begun_again_whenever_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    asked: list[bool] = []

    def start(*_: object, head: bool) -> list[str]:
        asked.append(head)
        return ["sh", "-c", "echo Ray runtime started.; echo cut off; exit 3"]

    monkeypatch.setattr(ray_machine, "_ray_start", start)
    keep(STUDIO, head=True, given=Given(), told=said.append, halted=lambda: len(said) > 3)
    assert asked == [True]
    assert said[0] == said[2] == "The head of the cluster at 127.0.0.1, port 6379."
    assert said[1] == said[3]
    assert "Begins again; its words: " in said[1]
    assert "cut off" in (tmp_path / "ray" / "start.log").read_text(encoding="utf-8")


def test_it_gives_what_it_is_told_and_ends_when_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        ray_machine, "_ray_start", lambda *_, **__: ["sh", "-c", "echo Ray runtime started.; sleep 300"]
    )
    keep(STUDIO, head=True, given=Given(2), told=said.append, halted=lambda: bool(said))
    assert said == ["The head of the cluster at 127.0.0.1, port 6379."]
