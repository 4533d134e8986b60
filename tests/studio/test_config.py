"""A studio's file: what it may say, what it says when it says nothing, and that no password in it is ever shown."""

from __future__ import annotations

import pytest

from rushes.errors import BadInputError
from rushes.studio.config import Studio, load_studio, read_studio, without_password

SECRET = "pa55:w@rd".replace(":", "%3A").replace("@", "%40")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("RUSHES_STUDIO", raising=False)
    return tmp_path / "home"


def written(tmp_path, *lines):
    path = tmp_path / "studio.yaml"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def test_without_a_file_it_is_this_laptop(home):
    studio = load_studio()
    assert not studio.is_configured
    assert not studio.is_postgresql
    assert studio.database_path == home / "studio.sqlite"
    assert studio.database_url == f"sqlite:///{home}/studio.sqlite"
    assert (studio.executor, studio.storage, studio.watch.metrics, studio.cache.limit_gb) == ("local", None, None, None)
    assert (studio.chunk_frames, studio.jobs_at_a_time, studio.tries) == (8, 2, 3)


def test_its_file_lies_among_the_settings_or_where_the_environment_says(home, monkeypatch, tmp_path):
    home.mkdir()
    (home / "studio.yaml").write_text("name: here\n", encoding="utf-8")
    assert load_studio().name == "here"
    monkeypatch.setenv("RUSHES_STUDIO", str(written(tmp_path, "name: there")))
    assert load_studio().name == "there"
    monkeypatch.setenv("RUSHES_STUDIO", str(tmp_path / "nowhere.yaml"))
    with pytest.raises(BadInputError, match="does not exist"):
        load_studio()


def test_everything_that_it_may_say(tmp_path):
    path = written(
        tmp_path, "name: north", "database: sqlite:///db/north.sqlite", "executor: ray://10.0.0.1:10001", "chunk_frames: 4",
        "jobs_at_a_time: 6", "tries: 5", "shows: {FILM: 2, SPOT: {priority: 5}}", "cache: {limit_gb: 200}",
        "storage: {url: s3://takes/north, endpoint: http://127.0.0.1:9000, region: eu-north-1}",
        "watch: {log: log.jsonl, metrics: 127.0.0.1:9464, traces: http://127.0.0.1:4318}",
    )  # fmt: skip
    studio = read_studio(path)
    assert studio.is_configured
    assert studio.database_path == tmp_path / "db" / "north.sqlite"
    assert (studio.shows["FILM"].weight, studio.shows["FILM"].priority) == (2, 0)
    assert (studio.shows["SPOT"].weight, studio.shows["SPOT"].priority) == (1, 5)
    assert studio.storage is not None
    assert studio.storage.url == "s3://takes/north"
    assert studio.cache.limit_gb == 200


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("colour: red", '"colour" is no field of a studio. It has name, database,'),
        ("cache: {limit: 3}", '"cache.limit" is no field of cache. It has limit_gb.'),
        ("database: mysql://root:hush@h/x", "database: write sqlite:///path or postgresql://user@host/name"),
        ("database: postgresql://root:hush@h", "database: write sqlite:///path or postgresql://user@host/name"),
        ("database: sqlite:///", "database: write sqlite:///path"),
        ("database: hush", "database: write sqlite:///path"),
        ("executor: cloud", "executor: write local, ray or ray://host:port"),
        ("executor: ray://host", "executor: write local, ray or ray://host:port"),
        ("tries: 0", "tries: input should be greater than or equal to 1"),
        ("shows: {FILM: 0}", "shows.FILM.weight: input should be greater than 0"),
        ("shows: {FILM: {rank: 1}}", '"shows.FILM.rank" is no field of shows. It has weight, priority.'),
        ("name: two words", "name: string should match pattern"),
        ("storage: {url: ftp://x/y}", "storage.url: write s3://bucket/prefix or file:///folder"),
        ("storage: {endpoint: http://x}", "storage.url: field required"),
        ("watch: {metrics: everywhere}", "watch.metrics: write host:port"),
        ("watch: {traces: somewhere}", "watch.traces: write an address"),
    ],
)
def test_what_is_wrong_in_it_is_one_sentence_that_repeats_no_secret(tmp_path, line, words):
    with pytest.raises(BadInputError) as told:
        read_studio(written(tmp_path, line))
    assert words in str(told.value)
    assert "hush" not in str(told.value)
    assert "\n" not in str(told.value)
    assert told.value.__suppress_context__


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://rushes:{SECRET}@db.example:5432/rushes",
        f"postgresql+psycopg://rushes:{SECRET}@db.example/rushes?sslmode=require",
        f"postgres://rushes@db.example/rushes?password={SECRET}&connect_timeout=3",
    ],
)
def test_a_password_is_used_and_never_shown(url):
    studio = Studio.model_validate({"database": url})
    assert studio.is_postgresql
    assert studio.database_path is None
    assert SECRET in studio.database_url
    assert studio.database_url.startswith("postgresql+psycopg://rushes")
    for shown in (repr(studio), str(studio), studio.model_dump_json(), studio.database_words):
        assert SECRET not in shown
    assert studio.database_words.startswith("postgresql://rushes@db.example")
    assert studio.database_words.partition("?")[0].endswith("/rushes")


def test_an_address_that_can_not_be_read_is_not_shown_at_all():
    assert without_password(f"postgresql://a:{SECRET}@[::1/x") == "a database"
