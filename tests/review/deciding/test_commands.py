"""Deciding on the command line, as a supervisor, a producer and an agent use it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from rushes.clearance.records.keys import create_key
from rushes.provenance.handed_over import record_delivery

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PHRASE = "four words of mine"


@pytest.fixture
def desk(floor, rushes, tmp_path, monkeypatch):
    """The floor with two sealed takes; ida (supervisor, production), ben (production) and agent-7 have key files."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    floor.performer("performer-1")
    floor.take(people=("performer-1",))
    floor.take(shot="020_0160", level=2)

    def run(*arguments, code=0):
        left, out, errors = rushes(*arguments, "--show", "SHOW", "--json")
        assert left == code, f"{out}\n{errors}"
        return (out, json.loads(out.splitlines()[-1])) if code == 0 else errors.splitlines()

    for name, *roles in (("ida", "supervisor", "production"), ("ben", "production"), ("agent-7", "representative")):
        signer = create_key(tmp_path / f"{name}.key", PHRASE)
        theirs = ["--performer", "performer-1"] if name == "agent-7" else []
        said = [word for role in roles for word in ("--role", role)]
        run(
            "reviewer",
            "add",
            name,
            "--name",
            name.title(),
            *said,
            *theirs,
            "--did",
            signer.did,
            "--evidence",
            "in person",
        )
    return run


def test_a_take_is_circled_held_and_killed(desk):
    take = ("020_0150", "v001")
    lines = desk("circle", *take, "--key", "ida.key", code=2)
    assert lines == ["rushes: ida is supervisor and production. Say as which you circle it: --as supervisor."]
    out, last = desk("circle", *take, "--key", "ida.key", "--as", "supervisor", "--contribution", "Keys by hand.")
    assert "ida (supervisor) circles 020_0150 v001: on record" in out
    assert (last["state"], last["circled"], last["missing"]) == ("circled", True, [])
    out, last = desk("hold", *take, "--key", "ben.key", "--why", "The cut may change.")
    assert "Against  ben (production) holds it: The cut may change." in out
    assert (last["state"], len(last["blocked_by"])) == ("held", 1)
    assert "Say why" in desk("kill", *take, "--key", "ben.key", code=2)[0]
    assert desk("kill", *take, "--key", "ben.key", "--why", "Cut out.")[1]["state"] == "killed"
    out, last = desk("decisions", "show", *take)
    assert [one["verdict"] for one in last["decisions"]] == ["circle", "hold", "kill"]
    assert "UTC  ben (production) kills 020_0150 v001: Cut out." in out


def test_what_waits_for_somebody(desk):
    assert [row["shot"] for row in desk("decisions", "list", "--waiting-for", "ida")[1]["takes"]] == [
        "020_0150",
        "020_0160",
    ]
    assert [row["shot"] for row in desk("decisions", "list", "--waiting-for", "agent-7")[1]["takes"]] == ["020_0150"]
    desk("circle", "020_0160", "v001", "--key", "ben.key")
    out, last = desk("decisions", "list")
    assert [row["state"] for row in last["takes"]] == ["open", "circled"]
    assert "020_0150     v001  open      missing supervisor or production" in out
    assert [row["shot"] for row in desk("decisions", "list", "--waiting-for", "ida")[1]["takes"]] == ["020_0150"]
    assert "zoe decides nothing here" in desk("decisions", "list", "--waiting-for", "zoe", code=2)[0]


def test_an_agent_suspends_a_take_and_is_told_that_the_consent_goes_on(desk):
    out, last = desk(
        "represent", "suspend", "020_0150", "v001", "--key", "agent-7.key", "--why", "She has not seen it."
    )
    assert last["state"] == "held"
    assert last["consents_not_suspended"] == []
    assert "This rests the take alone. No consent in force is behind it." in out
    assert "Left" not in out
    assert desk("represent", "approve", "020_0150", "v001", "--key", "agent-7.key")[1]["state"] == "open"
    lines = desk("represent", "refuse", "020_0160", "v001", "--key", "agent-7.key", "--why", "No.", code=2)
    assert "speaks for performer-1, and this take's clearance names nobody" in lines[0]
    assert "not for the role production to approve" in desk("represent", "approve", "020_0150", "v001", "--key", "ben.key", code=2)[0]  # fmt: skip


def test_the_consents_that_go_on_are_named_with_the_command_that_suspends_them(floor, desk, rushes, tmp_path):
    ada = create_key(tmp_path / "ada.key", PHRASE)
    desk(
        "performer",
        "enrol",
        "performer-1",
        "--again",
        "--name",
        "Ada Moss",
        "--did",
        ada.did,
        "--evidence",
        "in person",
    )
    asked = ("--description", "Before the tower as it falls.", "--action", "generate", "--kind", "destruction")
    draft = desk("consent", "draft", "performer-1", *asked, "--until", "2030-06-30")[1]["draft"]
    signed = desk("consent", "sign", draft, "--key", "ada.key", "--yes")[1]
    floor.take("020_0170", people=("performer-1",), level=3, consents=((signed["consent"], signed["sha256"]),))
    take = ("020_0170", "v001", "--key", "agent-7.key", "--why", "Not seen.")
    out, last = desk("represent", "suspend", *take)
    assert last["consents_not_suspended"] == [signed["consent"]]
    assert "This rests the take, and no consent: further takes may still be made." in out
    (command,) = (line.strip() for line in out.splitlines() if line.strip().startswith("rushes consent suspend"))
    assert desk("consent", "check", signed["consent"])[1]["standing"] == "in_force"
    words = command.replace("KEY", "ada.key").split()[1:]
    assert rushes(*words)[0] == 0, "the command does what it says"
    out, last = desk("represent", "suspend", *take)
    assert last["consents_not_suspended"] == []
    assert last["consents"][0]["now"] == "suspended"
    desk("represent", "approve", *take[:4])
    for command in (("circle", *take[:2], "--key", "ben.key"), ("decisions", "show", *take[:2])):
        out, last = desk(*command)
        assert (last["state"], last["consents"][0]["now"]) == ("circled", "suspended")
        assert f"Consent  {signed['consent']} of performer-1: It is suspended since" in out
        assert "It stands in the way of a delivery." in out


def test_what_left_the_house_is_told_when_a_take_is_stopped(floor, desk):
    take = ("020_0160", "v001")
    desk("circle", *take, "--key", "ben.key")
    record_delivery(
        floor.show, shot=take[0], version=take[1], profile="festival", take_sha256="a" * 64, frames_sha256="a" * 64,
        package_sha256="a" * 64, now=NOW,
    )  # fmt: skip
    assert "Left" not in desk("decisions", "show", *take)[0], "as long as it is circled, that is as it should be"
    out, last = desk("kill", *take, "--key", "ben.key", "--why", "Cut out.")
    assert "Left     2026-11-20 by profile festival: what left the house is not called back by this" in out
    assert last["handed_over"] == [{"on": "2026-11-20", "profile": "festival"}]


def test_a_quorum_that_was_another_when_words_were_said_is_told(floor, desk):
    path = floor.show.folder / "show.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "review: {quorum: {circle: [supervisor, clearance]}}\n", encoding="utf-8")
    last = desk("circle", "020_0160", "v001", "--key", "ida.key", "--as", "supervisor")[1]
    assert (last["state"], last["missing"], last["other_quorums"]) == ("open", ["clearance"], [])
    path.write_text(before, encoding="utf-8")
    assert desk("decisions", "refresh")[1]["takes"] == [{"shot": "020_0160", "version": "v001"}]
    assert desk("decisions", "refresh")[1]["takes"] == []
    out, last = desk("decisions", "show", "020_0160", "v001")
    assert (last["state"], last["other_quorums"]) == ("circled", [["supervisor", "clearance"]])
    assert (
        "Quorum   supervisor and clearance when a word was said; one supervisor or production now, as show.yaml says"
        in out
    )


def test_a_decision_is_stamped_where_an_authority_is_configured(desk, monkeypatch):
    monkeypatch.setenv("RUSHES_TIMESTAMP_URL", "http://127.0.0.1:9/nobody")
    out, last = desk("circle", "020_0160", "v001", "--key", "ben.key")
    assert last["state"] == "circled", "a silent authority stops nothing"
    assert "Stamp    not stamped: " in out


def test_a_decision_is_drawn_up_here_and_signed_where_the_key_is(desk, rushes):
    said = ("020_0150", "v001", "--why", "Her face.", "--by", "agent-7", "--draft", "d.json")
    assert desk("represent", "refuse", *said)[1]["draft"] == "d.json"
    assert desk("decisions", "show", "020_0150", "v001")[1]["decisions"] == []
    left, out, errors = rushes("decisions", "sign", "d.json", "--key", "ben.key", "--out", "s.json")
    assert (left, "Whoever decides signs" in errors) == (2, True)
    left, out, _ = rushes("decisions", "sign", "d.json", "--key", "agent-7.key", "--out", "s.json")
    assert left == 0
    assert "agent-7 (representative) refuses 020_0150 v001: Her face." in out
    assert "is not proven" in desk("decisions", "record", "d.json", code=2)[0]
    assert desk("decisions", "record", "s.json")[1]["state"] == "held"
    assert "on record already" in desk("decisions", "record", "s.json", code=2)[0]
    assert "is signed already" in rushes("decisions", "sign", "s.json", "--key", "agent-7.key", "--out", "t.json")[2]


def test_people_are_listed_with_what_a_circle_takes_and_end(desk):
    out, last = desk("reviewer", "list")
    assert [one["id"] for one in last["reviewers"]] == ["agent-7", "ben", "ida"]
    assert "representative of performer-1" in out
    assert "A take is circled by one supervisor or production." in out
    assert last["unrepresented"] == []
    assert "decides no more" in desk("reviewer", "end", "ben")[0]
    assert desk("reviewer", "list")[1]["reviewers"][1]["ended_at"]
    assert "has no time zone" in desk("reviewer", "end", "agent-7", "--since", "2026-11-20T10:00", code=2)[0]
    assert "is no date" in desk("reviewer", "end", "agent-7", "--since", "yesterday", code=2)[0]
    assert "Give a moment between the two" in desk("reviewer", "end", "agent-7", "--since", "2020-01-01", code=2)[0]
    desk("reviewer", "end", "agent-7")
    out, last = desk("reviewer", "list")
    assert last["unrepresented"] == ["performer-1"]
    assert "Nobody speaks for performer-1: rushes reviewer add" in out
    assert "is nobody's who decides about takes of SHOW" in desk("circle", "020_0150", "v001", "--key", "ben.key", code=2)[0]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("circle", "020_0150", "v009", "--key", "ben.key"), "SHOW has no take 020_0150 v009. Versions of 020_0150: v001."),
        (("circle", "020_0150", "v001"), "--key FILE, or --signer"),
        (("circle", "020_0150", "v001", "--key", "ben.key", "--as", "boss"), "ben is production, not boss"),
        (("circle", "020_0150", "v001", "--draft", "d.json"), "Say whose decision the draft is"),
        (("circle", "020_0150", "v001", "--draft", "d.json", "--by", "zoe"), "zoe decides nothing here"),
        (("decisions", "record", "none.json"), "is not there"),
        (("reviewer", "add", "Ida!", "--name", "I", "--role", "artist", "--did", "d", "--evidence", "e"), "can't be enrolled"),
        (("reviewer", "end", "zoe"), "There is no reviewer zoe"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(desk, arguments, words):
    (line,) = desk(*arguments, code=2)
    assert words in line
