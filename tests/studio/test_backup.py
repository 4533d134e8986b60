"""A backup is one moment of the database, and comes back to the last row, on either database; nothing is ever overwritten."""

from __future__ import annotations

import json

import pytest

from rushes.errors import BadInputError
from rushes.studio import queue
from rushes.studio.config import Studio, load_studio
from rushes.studio.database import Database, generation_of, generations, migrate, newest
from rushes.studio.database.backup import RECORD, back_up, read_backup, restore
from rushes.studio.database.tables import TAKES

TAKE = {
    "show": "S", "shot": "010_0010", "version": "v001", "state": "sealed", "kind": "clip", "engine": "clip", "frames": 48,
    "recipe": "ab" * 32, "created": "2026-11-27T21:00:00+00:00", "seen": "12-34",
}  # fmt: skip


@pytest.fixture
def database(studio_file, tmp_path):
    with Database(load_studio()) as opened:
        migrate(opened)
        for number in range(30):
            asked = {"brief": f"/Ä b/{number}.yaml", "flags": ['--text=a "quoted"\nline 🎬']}
            queue.add(
                opened, show="ST"[number % 2], folder=tmp_path, shot=f"010_{number:04d}", asked=asked, priority=number
            )
        epoch, _ = queue.begin(opened, "here")
        ask = queue.claim(opened, epoch)
        queue.settle(opened, ask, epoch, state="aside", reason="It crashed.", crashed=True)
        queue.claim(opened, epoch)
        with opened.writing() as connection:
            connection.execute(TAKES.insert(), TAKE)
        yield opened


@pytest.fixture
def empty(request, database, tmp_path):
    """An empty database of the same kind, and one of the other where there is one."""
    found, name = [Studio.model_validate({"database": f"sqlite:///{tmp_path / 'other.sqlite'}"})], ""
    if database.is_postgresql:
        server = request.getfixturevalue("postgres")
        name = server.fresh()
        found.append(Studio.model_validate({"database": server.url(name)}))
    opened = [Database(studio) for studio in found]
    yield opened
    for one in opened:
        one.close()
    if name:
        server.drop(name)


def test_everything_comes_back_on_either_database(database, empty, tmp_path):
    kept = back_up(database, tmp_path / "backup")
    assert kept.generation == newest()
    assert kept.shows == {"S": str(tmp_path), "T": str(tmp_path)}
    assert read_backup(tmp_path / "backup") == kept
    for other in empty:
        again, generation = restore(other, tmp_path / "backup")
        assert (again, generation) == (kept, newest())
        assert queue.list_asks(other) == queue.list_asks(database)
        assert queue.counts(other) == queue.counts(database)
        assert back_up(other, tmp_path / f"again-{other.is_postgresql}").tables == kept.tables
        assert queue.begin(other, "there")[0] == 2
        fresh = queue.add(other, show="S", folder=tmp_path, shot="020_0010", asked={})
        assert queue.list_asks(other)[-1] == fresh


@pytest.mark.parametrize("generation", generations()[:-1])
def test_a_backup_of_an_older_generation_becomes_the_newest(studio_file, tmp_path, generation, monkeypatch):
    with Database(load_studio()) as database:
        migrate(database, generation)
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO shows (name, folder, used) VALUES ('S', '/s', 1.5)")
        monkeypatch.setattr("rushes.studio.database.backup.check_generation", lambda _: None)  # as that Rushes wrote it
        kept = back_up(database, tmp_path / "backup")
    assert kept.generation == generation
    with Database(Studio.model_validate({"database": f"sqlite:///{tmp_path / 'o.sqlite'}"})) as other:
        migrate(other)  # empty tables are no reason to refuse
        restore(other, tmp_path / "backup")
        assert generation_of(other) == newest()
        assert {name: str(place) for name, place in queue.shows(other).items()} == {"S": "/s"}


def test_nothing_is_overwritten(database, tmp_path):
    back_up(database, tmp_path / "backup")
    before = {path.name: path.read_bytes() for path in (tmp_path / "backup").iterdir()}
    with pytest.raises(BadInputError, match="is there already"):
        back_up(database, tmp_path / "backup")
    asks = queue.list_asks(database)
    with pytest.raises(BadInputError, match="is not empty"):
        restore(database, tmp_path / "backup")
    assert queue.list_asks(database) == asks
    assert {path.name: path.read_bytes() for path in (tmp_path / "backup").iterdir()} == before
    assert not (tmp_path / "backup.part").exists()


def test_a_backup_that_was_changed_is_refused_and_leaves_the_database_empty(database, empty, tmp_path):
    folder = tmp_path / "backup"
    back_up(database, folder)
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    rows = (folder / "asks.jsonl").read_bytes()
    (folder / "asks.jsonl").write_bytes(rows.replace(b"crashed", b"cheered"))
    with pytest.raises(BadInputError, match=r"asks\.jsonl is missing or changed"):
        restore(empty[-1], folder)
    (folder / "asks.jsonl").unlink()
    with pytest.raises(BadInputError, match=r"asks\.jsonl is missing or changed"):
        restore(empty[-1], folder)
    (folder / "asks.jsonl").write_bytes(rows)
    record["tables"]["asks"]["rows"] += 1
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(BadInputError, match="came back with 30 rows that are not those of the backup"):
        restore(empty[-1], folder)
    assert generation_of(empty[-1]) is None
    for spoilt in ({**record, "schema": "other"}, {**record, "generation": "99"}):
        (folder / RECORD).write_text(json.dumps(spoilt), encoding="utf-8")
        with pytest.raises(BadInputError, match="does not know"):
            read_backup(folder)
    (folder / RECORD).write_text("[]", encoding="utf-8")
    with pytest.raises(BadInputError, match="is no backup"):
        read_backup(folder)


def test_a_backup_is_of_one_moment(database, tmp_path, monkeypatch):
    """Somebody asks for more while it is written: half of that is not in it."""
    from rushes.studio.database import backup

    whole = backup._write

    def slow(connection, table, folder):
        if table.name == "shows":
            queue.add(database, show="LATE", folder=tmp_path, shot="090_0010", asked={})
        return whole(connection, table, folder)

    monkeypatch.setattr(backup, "_write", slow)
    kept = back_up(database, tmp_path / "backup")
    assert set(kept.shows) == {"S", "T"}
    assert kept.tables["asks"].rows == 30
    assert "LATE" in queue.shows(database)
