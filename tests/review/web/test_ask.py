"""Tests of asking: told back, cleared and estimated before anything is made; made in a process of its own."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from rushes.brief.fields import all_fields
from rushes.brief.kinds import belongs
from rushes.clearance.records.desk import escalations, trusted_desk
from rushes.errors import BadInputError
from rushes.review.web import floor
from rushes.review.web.asked import read_asked
from rushes.review.web.brief_form import ABOVE, KINDS, form_of
from rushes.review.web.visitor import Visitor
from rushes.show import Show
from rushes.studio import job_lock, write_atomically

PAGE = {"accept": "text/html"}
WORDS = "An eight-storey concrete block loses its ground floor at dusk; a flamingo watches."


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_brief_has_its_control(kind):
    shown = {control.name for section in form_of(kind) for control in section.controls}
    known = {name for name in all_fields() if belongs(name, kind)} - ABOVE
    assert not {name for name in known if name not in shown and "." not in name}, "loose fields"
    assert len(shown & known) >= 0.95 * len(known), sorted(known - shown)
    assert all(control.about for section in form_of(kind) for control in section.controls)


def test_words_are_told_back_with_what_was_not_understood_verdict_and_time(enter):
    room = enter()
    told = room.post("/api/ask", headers=room.csrf, json={"shot": "020_0150", "text": WORDS}).json()
    assert told["kind"] == "destruction"
    assert {"field": "building storeys", "value": "8", "words": "eight-storey"} in told["understood"]
    assert any("flamingo" in words for words in told["not_understood"])
    assert told["verdict"] == "cleared"
    assert told["estimate"]["unknown"], "this machine was never measured"
    page = room.get("/ask", params={"shot": "020_0150", "text": WORDS}, headers=PAGE).text
    assert "May be made" in page
    assert "flamingo" in page


def test_fields_win_over_words_and_are_read_as_their_yaml(enter):
    room = enter()
    fields = {"building.storeys": "5", "camera.height_m": "6 ft", "frames": "2 s", "dust.drift": "away"}
    told = room.post(
        "/api/ask", headers=room.csrf, json={"shot": "020_0150", "kind": "destruction", "fields": fields}
    ).json()
    assert told["problem"] == ""
    assert told["frames"] == 48
    assert ("building storeys", "5") in {(one["field"], one["value"]) for one in told["understood"]}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"shot": "", "text": WORDS}, "Name the shot"),
        ({"shot": "020_0150"}, "Say what is asked"),
        ({"shot": "twenty", "text": WORDS}, "twenty"),
        ({"shot": "020_0150", "text": WORDS, "fields": {"building.storeys": "900"}}, "storeys"),
        ({"shot": "020_0150", "text": WORDS, "fields": {"nothing.here": "1"}}, "no field"),
        ({"shot": "020_0150", "text": WORDS, "fields": {"building.storeys": "[&a 1, *a]"}}, "not allowed"),
        ({"shot": "020_0150", "text": WORDS, "fields": {"plate": "/etc/passwd"}}, "show's folder"),
        ({"shot": "020_0150", "text": WORDS, "fields": {"plate": "../other/plate.exr"}}, "show's folder"),
        ({"shot": "020_0150", "text": WORDS, "fields": {"use.references": "~/face.jpg"}}, "show's folder"),
    ],
)
def test_what_cant_be_read_is_said_as_a_sentence(enter, wanted, said):
    room = enter()
    told = room.post("/api/ask", headers=room.csrf, json=wanted)
    assert told.status_code == 200
    assert said in told.json()["problem"]
    assert room.post("/api/make", headers=room.csrf, json=wanted).status_code == 400


def test_a_link_out_of_the_show_is_no_plate(show, tmp_path):
    (tmp_path / "secret.png").write_bytes(b"")
    (show.folder / "plate.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(BadInputError, match="out of the show"):
        read_asked(show, shot="020_0150", kind="destruction", text="", fields={"plate": "plate.png"})


def test_somebody_who_did_not_agree_is_not_made(enter, show):
    room = enter()
    wanted = {"shot": "020_0150", "text": "Tom Hanks walks through a collapsing building"}
    told = room.post("/api/ask", headers=room.csrf, json=wanted).json()
    assert told["verdict"] == "refused"
    assert told["remedies"]
    assert room.post("/api/make", headers=room.csrf, json=wanted).status_code == 403
    assert room.app.state.room.floor.waiting() == []


def test_what_a_person_has_to_decide_goes_to_the_desk(enter, show):
    (show.folder / "show.yaml").write_text(
        (show.folder / "show.yaml").read_text().replace("[house]", "[house, netflix-2025-11]"), encoding="utf-8"
    )
    room = enter()
    wanted = {"shot": "020_0150", "text": WORDS, "fields": {"use.use_case": "final_design"}}
    told = room.post("/api/ask", headers=room.csrf, json=wanted).json()
    assert told["verdict"] == "escalate", told["reasons"]
    begun = room.post("/api/make", headers=room.csrf, json=wanted).json()
    assert begun["state"] == "desk"
    show = room.app.state.room.show()
    found, _ = escalations(show.consents, desk=trusted_desk(show))
    assert [one.id for one in found] == [begun["id"]]


def test_whoever_speaks_for_a_performer_asks_for_nothing(enter):
    room = enter(Visitor("agent", "Ada", ("representative",), ("p-014",)))
    assert room.get("/ask", headers=PAGE).status_code == 403
    assert room.post("/api/make", headers=room.csrf, json={"shot": "020_0150", "text": WORDS}).status_code == 403


def until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def made(monkeypatch):
    """Stand in for `rushes make`: a process that ends as the test says; return what it was started with."""
    started = []

    def popen(argv, **given):
        started.append(SimpleNamespace(argv=argv, **given))
        given["stdout"].write(b"Shot 020_0150\nrushes: There is no room on the disk.\n")
        return SimpleNamespace(poll=lambda: 2, returncode=2)

    monkeypatch.setattr(floor.subprocess, "Popen", popen)
    return started


def test_it_is_made_by_the_command_in_a_process_that_outlives_the_room(enter, show, made):
    room = enter()
    begun = room.post("/api/make", headers=room.csrf, json={"shot": "020_0150", "text": WORDS})
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting")
    log = room.app.state.room.log
    until(lambda: [event for event in log.after(0) if event.data.get("state") == "failed"])
    (process,) = made
    assert process.argv[1:4] == ["-m", "rushes", "make"]
    assert process.start_new_session
    brief = yaml.safe_load(Path(process.argv[4]).read_text(encoding="utf-8"))
    assert brief == {"kind": "destruction", "shot": "020_0150", "text": WORDS}
    told = [(event.data["state"], event.data["words"]) for event in log.after(0) if event.kind == "ask"]
    assert told[-1] == ("failed", "There is no room on the disk.")


def test_a_shot_that_somebody_makes_waits_and_another_shots_take_goes_first(enter, show, made):
    folder = show.work / "review" / "asked"
    folder.mkdir(parents=True)
    write_atomically(folder / "20261127-100000-abcdef-020_0150.yaml", "kind: destruction\nshot: 020_0150\n")
    write_atomically(folder / "20261127-100001-abcdef-020_0160.yaml", "kind: destruction\nshot: 020_0160\n")
    write_atomically(folder / "20261127-100002-abcdef-020_0170.yaml", f"{floor.MEASURE}shot: 020_0170\n")
    with job_lock(show.work, "020_0150"):
        room = enter()
        until(lambda: made)
        until(lambda: [one.shot for one in room.app.state.room.floor.waiting()] == ["020_0150", "020_0170"])
    room.app.state.room.floor._more.set()
    until(lambda: room.app.state.room.floor.waiting() == [])
    assert [Path(one.argv[4]).stem.rpartition("-")[2] for one in made] == ["020_0160", "020_0150", "020_0170"]


def test_what_waited_when_the_room_closed_is_made_when_it_opens(enter, show, made):
    folder = show.work / "review" / "asked"
    folder.mkdir(parents=True)
    write_atomically(folder / "20261127-100000-abcdef-020_0150.yaml", "kind: destruction\nshot: 020_0150\n")
    enter()
    until(lambda: made)
    until(lambda: not list(folder.glob("*.yaml")))


def test_the_next_version_is_made_from_the_notes(enter, enrol, put_take, made, monkeypatch):
    folder = put_take()
    asked = read_asked(Show.load(folder.parents[2]), shot="020_0150", kind="destruction", text=WORDS, fields={})
    (folder / "brief.json").write_text(asked.brief.model_dump_json(), encoding="utf-8")
    room = enter(enrol())
    place = "/api/shots/020_0150/v001/next"
    assert room.get(place).status_code == 400, "there are no notes"
    for text in ("Less dust, please.", "A flamingo, please."):
        note = {"version": "v001", "frames": [1003, 1003], "text": text}
        room.post("/api/shots/020_0150/notes", headers=room.csrf, json=note)
    told = room.get(place).json()
    assert [one["text"] for one in told["answered"]] == ["Less dust, please."]
    assert [one["text"] for one in told["left"]] == ["A flamingo, please."]
    assert room.post(place, headers=room.csrf).json()["state"] == "waiting"
    until(lambda: made)
    assert made[0].argv[3:6] == ["make", "--from-notes", "020_0150/v001"]


def test_a_machine_that_was_never_measured_is_measured_on_request(enter, made):
    room = enter()
    wanted = {"shot": "020_0150", "text": WORDS}
    assert "Measure this machine" in room.get("/ask", params=wanted, headers=PAGE).text
    assert room.post("/api/ask/measure", headers=room.csrf, json=wanted).status_code == 202
    until(lambda: made)
    assert made[0].argv[3] == "plan"
    refused = {**wanted, "text": "Tom Hanks walks through a collapsing building"}
    assert room.post("/api/ask/measure", headers=room.csrf, json=refused).status_code == 403
