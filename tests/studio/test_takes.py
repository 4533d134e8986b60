"""The index of takes says what lies in the shows' folders, whatever it said before."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from rushes.show import Show
from rushes.studio import takes
from rushes.studio.config import load_studio
from rushes.studio.database import Database, migrate
from rushes.studio.takes import Indexed


@pytest.fixture
def database(studio_file):
    with Database(load_studio()) as opened:
        migrate(opened)
        yield opened


@pytest.fixture
def show(tmp_path):
    return Show.init(tmp_path / "S", Fraction(24))


def put(show, shot, version, **given):
    folder = show.version_folder(shot, version)
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "show": show.name, "shot": shot, "version": version, "kind": "clip", "engine": "clip", "first_frame": 1001,
        "last_frame": 1048, "recipe": {"sha256": "ab" * 32}, "created": f"2026-11-0{len(version)}T00:00:00+00:00", **given,
    }  # fmt: skip
    (folder / "take.json").write_text(json.dumps(record), encoding="utf-8")


def test_the_files_say_what_is(database, show):
    put(show, "010_0010", "v001", created="2026-11-01")
    put(show, "010_0010", "v002", created="2026-11-03", decision={"state": "circled"})
    put(show, "010_0020", "v001", created="2026-11-02")
    (show.shot_folder("010_0020") / "v002.part").mkdir()
    assert takes.index(database, show) == Indexed(takes=3, read=3, gone=0, broken=0)
    found = takes.list_takes(database)
    assert [(take.shot, take.version, take.state) for take in found] == [
        ("010_0010", "v002", "circled"), ("010_0020", "v001", "sealed"), ("010_0010", "v001", "sealed"),
    ]  # fmt: skip
    assert (found[0].frames, found[0].kind, found[0].recipe) == (48, "clip", "ab" * 32)
    assert takes.index(database, show) == Indexed(takes=3, read=0, gone=0, broken=0)
    put(show, "010_0010", "v001", created="2026-11-01", decision={"state": "held"})
    (show.version_folder("010_0020", "v001") / "take.json").unlink()
    (show.version_folder("010_0020", "v001")).rmdir()
    put(show, "010_0030", "v001")
    (show.version_folder("010_0030", "v001") / "take.json").write_text('{"half": ', encoding="utf-8")
    assert takes.index(database, show) == Indexed(takes=3, read=2, gone=1, broken=1)
    assert {(take.shot, take.version): take.state for take in takes.list_takes(database)} == {
        ("010_0010", "v001"): "held", ("010_0010", "v002"): "circled", ("010_0030", "v001"): "broken",
    }  # fmt: skip


def test_an_index_that_was_lost_or_is_wrong_is_read_again(database, show):
    for number in range(1, 6):
        put(show, "010_0010", f"v{number:03d}", created=f"2026-11-0{number}")
    takes.index(database, show)
    before = takes.list_takes(database)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE takes SET state = 'wrong' WHERE version = 'v001'")
        connection.exec_driver_sql("DELETE FROM takes WHERE version = 'v002'")
    assert takes.index(database, show, anew=True) == Indexed(takes=5, read=5, gone=0, broken=0)
    assert takes.list_takes(database) == before


def test_takes_of_one_show_or_shot_and_no_more_than_asked(database, show, tmp_path):
    other = Show.init(tmp_path / "T", Fraction(24))
    for one in (show, other):
        put(one, "010_0010", "v001")
        put(one, "010_0020", "v001")
        takes.index(database, one)
    assert len(takes.list_takes(database)) == 4
    assert {take.show for take in takes.list_takes(database, show="T")} == {"T"}
    assert {take.shot for take in takes.list_takes(database, shot="010_0010")} == {"010_0010"}
    assert len(takes.list_takes(database, most=3)) == 3
    for path in sorted(other.shots.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    other.shots.rmdir()
    assert takes.index(database, other).gone == 2
    assert {take.show for take in takes.list_takes(database)} == {"S"}
