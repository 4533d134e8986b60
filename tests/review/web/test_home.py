"""Tests of the wall, its index, its small pictures and its stream."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import asdict

import numpy as np
import pytest

from rushes.review.web import takes
from rushes.review.web.event_log import EventLog
from rushes.review.web.standing import JUDGING
from rushes.review.web.takes import TakeIndex
from rushes.review.web.visitor import Visitor
from rushes.review.web.watch import Watch
from rushes.studio import Job

PAGE = {"accept": "text/html"}


def test_the_wall_shows_the_newest_version_of_each_shot(enter, put_take):
    put_take("020_0150")
    put_take("020_0150", "v002")
    put_take("020_0160")
    text = enter().get("/", headers=PAGE).text
    assert text.count('class="card open"') == 2
    assert "/api/shots/020_0150/v002/thumb.webp" in text
    assert "1 check failed" in text


def test_an_empty_show_says_so(enter):
    assert "Nothing has been made yet" in enter().get("/", headers=PAGE).text


def test_a_shot_is_found_by_its_name(enter, put_take):
    put_take("020_0150")
    put_take("030_0010")
    room = enter()
    assert 'data-shot="030_0010"' not in room.get("/?q=020", headers=PAGE).text
    assert "No shot is called" in room.get("/?q=999", headers=PAGE).text


def test_a_representative_sees_their_performers_takes_and_nothing_else(enter, put_take, take):
    put_take("020_0150")
    put_take("020_0160", clearance={**take.clearance, "people": ["p-014"]})
    agent = Visitor("agent", "Ada Agent", roles=("representative",), performers=("p-014",))
    room = enter(agent)
    assert [shot["shot"] for shot in room.get("/api/shots").json()] == ["020_0160"]
    assert room.get("/api/shots/020_0150/v001/thumb.webp").status_code == 404
    assert room.get("/api/shots/020_0160/v001/thumb.webp").status_code == 200
    assert room.get("/api/jobs").json() == []


def test_a_small_picture_is_the_movies_middle_and_is_kept(enter, put_take, show):
    put_take()
    import cv2

    room = enter()
    answer = room.get("/api/shots/020_0150/v001/thumb.webp")
    assert answer.headers["content-type"] == "image/webp"
    pixels = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)
    assert pixels.shape[:2] == (270, 480)
    assert pixels.std() > 20
    kept = list((show.work / "review" / "thumbs").glob("*.webp"))
    assert [path.read_bytes() for path in kept] == [answer.content]


@pytest.mark.parametrize("path", ["020_0150/v009", "999_0001/v001", "..%2f..%2fetc/v001", "020_0150/v1"])
def test_no_path_leads_anywhere_else(enter, put_take, path):
    put_take()
    assert enter().get(f"/api/shots/{path}/thumb.webp").status_code in {404, 422}


def test_a_damaged_movie_gives_a_sentence(enter, put_take):
    folder = put_take()
    (folder / "review" / "SHOW_020_0150_v001.mp4").write_bytes(b"no movie")
    answer = enter().get("/api/shots/020_0150/v001/thumb.webp")
    assert answer.status_code == 400
    assert "can't be read" in answer.json()["error"]


def test_the_index_reads_only_what_changed(show, put_take, monkeypatch):
    folder = put_take()
    put_take("020_0160")
    index = TakeIndex(JUDGING)
    assert len(index.shots(show)) == 2
    read = []
    real = takes._read
    monkeypatch.setattr(takes, "_read", lambda folder, stamp: read.append(folder.parent.name) or real(folder, stamp))
    assert len(index.shots(show)) == 2
    assert read == []
    os.utime(folder / "take.json", ns=(1, 1))
    index.shots(show)
    assert read == ["020_0150"]
    index.save(show)
    assert len(TakeIndex(JUDGING).shots(show)) == 2, "a new process"
    assert read == ["020_0150"], "it reads the kept index alone"


def test_a_damaged_record_hides_no_other(show, put_take):
    folder = put_take()
    put_take("020_0160")
    (folder / "take.json").write_text("{", encoding="utf-8")
    (show.work / "review").mkdir(parents=True, exist_ok=True)
    (show.work / "review" / "index.json").write_text("[1", encoding="utf-8")
    assert [shot.shot for shot in TakeIndex(JUDGING).shots(show)] == ["020_0160"]


def test_events_are_numbered_on_disk_and_go_on_after_a_restart(tmp_path):
    log = EventLog(tmp_path / "events.sqlite")
    log.add([("job", {"step": number}) for number in range(3)])
    log.close()
    again = EventLog(tmp_path / "events.sqlite")
    again.add([("take", {})])
    assert [(event.id, event.kind) for event in again.after(1)] == [(2, "job"), (3, "job"), (4, "take")]
    assert again.holds_all_after(1)
    assert not again.holds_all_after(99)
    again.close()


def test_a_damaged_table_is_begun_anew(tmp_path):
    (tmp_path / "events.sqlite").write_bytes(b"no table at all" * 100)
    log = EventLog(tmp_path / "events.sqlite")
    log.add([("take", {})])
    assert log.newest == 1
    log.close()
    assert sqlite3.connect(tmp_path / "events.sqlite").execute("SELECT COUNT(*) FROM events").fetchone() == (1,)


def test_what_changes_in_the_show_becomes_an_event(show, put_take, tmp_path):
    index = TakeIndex(JUDGING)
    log = EventLog(tmp_path / "events.sqlite")
    watch = Watch(log, lambda: show, lambda: index.shots(show))
    put_take("020_0150")
    watch.look()
    assert log.newest == 0, "the first look learns how things are"
    put_take("020_0160")
    job = Job("020_0170-v001-aaaa", "020_0170", "v001", "done", "render", 5, 96)
    (show.work / "jobs").mkdir(parents=True)
    (show.work / "jobs" / f"{job.id}.json").write_text(json.dumps(asdict(job)), encoding="utf-8")
    watch.look()
    watch.look()
    told = [(event.kind, event.data["shot"]) for event in log.after(0)]
    assert told == [("job", "020_0170"), ("take", "020_0160")]
    log.close()
