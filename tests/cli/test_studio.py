"""``rushes studio`` and the queue, as people use them on the command line."""

from __future__ import annotations

import json

import pytest

from rushes.studio.database.schema import newest


def said(told):
    code, out, errors = told
    assert code == 0, errors
    return json.loads(out.splitlines()[-1])


@pytest.fixture
def studio(asked, studio_file):
    """A studio with its tables, and a show."""
    assert asked.rushes("studio", "init")[0] == 0
    return asked


def queued(asked, *lines, code=0, **options):
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    told = asked.rushes("make", asked.brief(*lines), "--show", "S", "--queue", *flags, "--json")
    assert told[0] == code, told[2]
    return json.loads(told[1].splitlines()[-1])


def test_a_studio_begins_where_the_settings_are(asked, tmp_path, monkeypatch):
    monkeypatch.delenv("RUSHES_STUDIO", raising=False)
    code, _, errors = asked.rushes("make", asked.brief(), "--show", "S", "--queue")
    assert code == 2
    assert "rushes studio init" in errors
    first = said(asked.rushes("studio", "init", "--name", "north", "--json"))
    assert first["file"] == str(tmp_path / "home" / "studio.yaml")
    assert (tmp_path / "home" / "studio.yaml").stat().st_mode & 0o777 == 0o600
    assert said(asked.rushes("studio", "init", "--json")) == first
    code, _, errors = asked.rushes("studio", "init", "--database", "sqlite:///other.sqlite")
    assert code == 2
    assert "with another database" in errors
    assert said(asked.rushes("studio", "migrate", "--json")) == {"before": newest(), "generation": newest()}


def test_what_is_asked_for_waits_is_listed_and_cancelled(studio):
    first = queued(studio)["queued"]
    second = queued(studio, 'shot: "020_0160"', priority=7)["queued"]
    listed = said(studio.rushes("jobs", "--show", "S", "--json"))
    assert [(ask["id"], ask["state"], ask["priority"]) for ask in listed["queue"]] == [
        (first, "queued", 0), (second, "queued", 7),
    ]  # fmt: skip
    assert said(studio.rushes("cancel", second, "--show", "S", "--json")) == {"job": second, "state": "cancelled"}
    assert said(studio.rushes("cancel", second, "--show", "S", "--json"))["state"] == "already cancelled"
    assert said(studio.rushes("studio", "retry", second, "--json")) == {"job": second, "state": "queued"}
    code, _, errors = studio.rushes("cancel", "nothing", "--show", "S")
    assert code == 2
    assert "no job" in errors


def test_what_may_not_be_made_does_not_get_into_the_queue(studio):
    code, _, errors = studio.rushes("make", studio.brief("quality: splendid"), "--show", "S", "--queue")
    assert code == 2
    assert "quality" in errors
    for flags, words in (
        (["--priority", "3"], "give --queue with it"),
        (["--queue", "--priority", "5000"], "priority 5000"),
        (["--queue", "--text", "A wall collapses.", "--shot", "010_0010", "--planner", "x:y"], None),
    ):
        brief = [] if "--text" in flags else [studio.brief()]
        code, _, errors = studio.rushes("make", *brief, "--show", "S", *flags)
        assert code == 2
        assert words is None or words in errors
    assert said(studio.rushes("jobs", "--show", "S", "--json"))["queue"] == []


def test_the_supervisor_runs_the_real_command_and_says_why_it_ended(studio):
    name = queued(studio)["queued"]
    record = studio.show / "show.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("[house]", "[nobody]"), encoding="utf-8")
    code, out, errors = studio.rushes("studio", "run", "--until-empty", "--json")
    assert code == 0, errors
    assert json.loads(out.splitlines()[-1]) == {"studio": "test", "ended": 1}
    assert "Supervising the studio test" in errors
    (ask,) = said(studio.rushes("jobs", "--show", "S", "--json"))["queue"]
    assert (ask["id"], ask["state"], ask["tries"]) == (name, "failed", 0)
    assert "nobody" in ask["reason"]
    assert (studio.show / "work" / "asked" / f"{name}.log").exists()


def test_a_database_that_can_not_be_reached_is_one_sentence_without_its_password(asked, tmp_path, monkeypatch):
    path = tmp_path / "studio.yaml"
    path.write_text('database: "postgresql://me:hush-hush@127.0.0.1:1/x"\n', encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", str(path))
    for command in (["studio", "migrate"], ["studio", "takes"], ["studio", "run"], ["studio", "backup", "b"]):
        if command[1] == "run":
            continue  # it waits for it
        code, out, errors = asked.rushes(*command)
        assert code == 2
        (line,) = errors.splitlines()
        assert "postgresql://me@127.0.0.1:1/x does not answer" in line
        assert "hush" not in out + errors
    code, out, errors = asked.rushes("jobs", "--show", "S")
    assert code == 0  # what runs is shown all the same
    assert "The queue can't be shown" in errors


def test_takes_backup_and_restore(studio, tmp_path, monkeypatch):
    queued(studio)
    assert said(studio.rushes("studio", "index", "--show", "S", "--json"))["shows"]["S"]["takes"] == 0
    assert said(studio.rushes("studio", "takes", "--json")) == {"takes": []}
    kept = said(studio.rushes("studio", "backup", "kept", "--json"))
    assert kept["shows"] == {"S": str(studio.show)}
    other = tmp_path / "other.yaml"
    other.write_text("database: sqlite:///other.sqlite\n", encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", str(other))
    assert said(studio.rushes("studio", "restore", "kept", "--json"))["rows"] == kept["rows"]
    assert len(said(studio.rushes("jobs", "--show", "S", "--json"))["queue"]) == 1
    code, _, errors = studio.rushes("studio", "restore", "kept")
    assert code == 2
    assert "is not empty" in errors
