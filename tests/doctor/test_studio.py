"""The studio's doctor looks at the floor besides: database, queue, executor, storage."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from pathlib import Path

from rushes.doctor import CHECKS, STUDIO_CHECKS, Place, examine
from rushes.doctor.studio import check_executor, check_queue, check_storage
from rushes.studio import queue
from rushes.studio.config import load_studio, read_studio
from rushes.studio.database import Database, migrate
from rushes.studio.seat import seat_of

NOW = datetime.now(UTC)


def looked(checks=STUDIO_CHECKS):
    return examine(Place(Path("/nowhere"), NOW, None, load_studio()), checks)


def test_a_database_without_tables_is_told_and_one_with_them_is_well(studio_file) -> None:
    studio_file.chmod(0o600)
    found = looked()
    if found:  # SQLite's file is not there yet
        assert found[0].check == "database"
    with Database(load_studio()) as database:
        migrate(database)
    assert [one for one in looked() if not one.is_hint] == []  # a busy machine is slow


def test_a_server_that_does_not_answer_is_told(only, tmp_path, monkeypatch) -> None:
    (tmp_path / "studio.yaml").write_text("database: postgresql://ada:hunter2@127.0.0.1:9/studio\n")
    (tmp_path / "studio.yaml").chmod(0o600)
    monkeypatch.setenv("RUSHES_STUDIO", str(tmp_path / "studio.yaml"))
    one = only(looked())
    assert (one.check, "127.0.0.1:9" in one.what, "hunter2" in str(one)) == ("database", True, False)


def test_a_file_that_is_not_there_is_told_where_a_studio_was_described(only, tmp_path, monkeypatch) -> None:
    (tmp_path / "studio.yaml").write_text("database: sqlite:///none.sqlite\n")
    monkeypatch.setenv("RUSHES_STUDIO", str(tmp_path / "studio.yaml"))
    assert only(looked()).remedy == "Make it: rushes studio init"


def test_what_was_set_aside_and_what_waits_for_nobody_is_told(only, studio_file, tmp_path) -> None:
    place = Place(tmp_path, NOW, None, load_studio())
    with Database(place.studio) as database:
        migrate(database)
        queue.add(database, show="S", folder=tmp_path, shot="010_0010", asked={"brief": None, "flags": []})
        assert "1 wait in the queue, and nobody supervises" in only(check_queue(place)).what
        seat = seat_of(place.studio)
        assert seat.take()
        try:
            assert list(check_queue(place)) == []
            epoch, _ = queue.begin(database, "here")
            ask = queue.claim(database, epoch)
            assert ask is not None
            queue.settle(database, ask, epoch, state="aside", reason="crashed", crashed=True)
            assert "was set aside" in only(check_queue(place)).what
        finally:
            seat.leave()


def test_a_head_that_does_not_answer_is_told(only, tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        (tmp_path / "studio.yaml").write_text(f"executor: ray://127.0.0.1:{server.getsockname()[1]}")
        place = Place(tmp_path, NOW, None, read_studio(tmp_path / "studio.yaml"))
        assert list(check_executor(place)) == []
    assert "does not answer at 127.0.0.1" in only(check_executor(place)).what


def test_a_storage_that_does_not_answer_is_told(only, tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    (tmp_path / "studio.yaml").write_text(f"storage: {{url: s3://bucket/x, endpoint: 'http://127.0.0.1:{port}'}}")
    place = Place(tmp_path, NOW, None, read_studio(tmp_path / "studio.yaml"))
    assert "does not answer at 127.0.0.1" in only(check_storage(place)).what


def test_a_storage_that_is_no_folder_is_told(only, tmp_path) -> None:
    (tmp_path / "studio.yaml").write_text(f"storage: {{url: 'file://{tmp_path}/there'}}")
    place = Place(tmp_path, NOW, None, read_studio(tmp_path / "studio.yaml"))
    assert "is no folder that can be written" in only(check_storage(place)).what
    (tmp_path / "there").mkdir()
    assert list(check_storage(place)) == []


def test_the_command_takes_every_look(rushes) -> None:
    code, out, errors = rushes("studio", "doctor", "--json")
    said = json.loads(out.splitlines()[-1])
    assert said["checks"] == [*CHECKS, *STUDIO_CHECKS]
    assert code == (0 if said["well"] else 5)
    assert errors == ""
