"""The desk, decisions and strikes on the command line: from a question that waits to a shot that may be made."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rushes.clearance.records.keys import create_key
from rushes.provenance import read_ledger

PHRASE = "correct horse battery"
YES = ("--p1", "yes", "--p2", "yes", "--p3", "yes", "--p4", "yes", "--p5", "yes")


@pytest.fixture
def desk(tmp_path: Path, rushes: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A show under the Netflix guidance, a brief, and a client with a key."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    assert rushes("init", "S")[0] == 0
    path = tmp_path / "S" / "show.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[house]", "[house, netflix-2025-11]"), encoding="utf-8")
    (tmp_path / "brief.yaml").write_text(
        'shot: "020_0150"\ntext: A brick warehouse pancakes.\nframes: 4\n', encoding="utf-8"
    )
    create_key(tmp_path / "client.key", PHRASE)

    def run(*arguments: str, code: int = 0) -> Any:
        left, out, errors = rushes(*arguments, "--show", "S", "--json")
        assert left == code, f"{out}\n{errors}"
        return json.loads(out.splitlines()[-1]) if code in {0, 3, 4} else errors

    return run


def decided(*rules: str, role: str = "client", expires: str = "", **more: str) -> list[str]:
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    said = [word for rule in rules for word in ("--rule", rule)]
    said += ["--by", "Ida Quill", "--role", role, "--why", "Agreed.", "--evidence", "mail 1", "--key", "client.key"]
    return [
        *said,
        "--expires",
        expires or day,
        *(word for name, value in more.items() for word in (f"--{name}", value)),
    ]


def events(tmp_path: Path) -> list[str]:
    return [entry.event for entry in read_ledger(tmp_path / "S" / "ledger.jsonl")]


def test_from_an_escalation_over_answers_and_an_approval_to_cleared(desk: Callable[..., Any], tmp_path: Path) -> None:
    asked = desk("clear", "brief.yaml", "--desk", code=4)
    name = asked["desk"]
    listed = desk("desk", "list")["escalations"]
    assert [(one["id"], one["verdict"]) for one in listed] == [(name, "escalate")]
    waiting = listed[0]["waiting"]
    assert "netflix-2025-11/final-deliverable" in waiting
    assert "netflix-2025-11/p1-no-replication" in waiting

    desk("desk", "answer", name[:8], "--by", "Ben", *YES)
    waiting = desk("desk", "show", name)["waiting"]
    assert "netflix-2025-11/p1-no-replication" not in waiting
    assert "netflix-2025-11/final-deliverable" in waiting

    approved = desk("desk", "approve", name, *decided(*waiting))
    assert approved["waiting"] == []
    assert desk("desk", "list")["escalations"][0]["verdict"] == "cleared"
    cleared = desk("clear", "brief.yaml")
    assert cleared["verdict"] == "cleared"
    kept = next(one for one in cleared["reasons"] if one["rule"] == "netflix-2025-11/final-deliverable")
    assert "answered by approval urn:uuid:" in kept["found"], "a decision stays visible"
    assert {"clearance.judged", "decision.recorded"} <= set(events(tmp_path))
    assert "Ida" not in (tmp_path / "S" / "ledger.jsonl").read_text(encoding="utf-8")


def test_a_make_that_a_person_has_to_decide_puts_itself_on_the_desk(desk: Callable[..., Any], tmp_path: Path) -> None:
    made = desk("make", "brief.yaml", code=4)
    again = desk("make", "brief.yaml", code=4)
    assert made == again
    assert made["take"] is None
    assert [one["id"] for one in desk("desk", "list")["escalations"]] == [made["desk"]]
    assert not (tmp_path / "S" / "work").exists()
    assert events(tmp_path) == ["clearance.judged"] * 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (decided("netflix-2025-11/final-deliverable", role="production"), "not for the role production"),
        (decided("netflix-2025-11/no-such-rule"), "There is no rule"),
        (decided("house/strike"), "hard stop"),
        (decided("house/no-adult-shown-as-minor"), "hard stop"),
        (decided("no-such-pack/rule"), "no-such-pack"),
        (decided("netflix-2025-11/third-party-ip"), "does not wait for"),
        (decided("netflix-2025-11/final-deliverable", expires="2020-01-01"), "would have ended"),
        (decided("netflix-2025-11/final-deliverable", expires="soon"), "is no date"),
        (decided("netflix-2025-11/final-deliverable", expires="2099-01-01T00:00"), "no time zone"),
        (decided("netflix-2025-11/final-deliverable", performer="performer-1"), "does not show performer-1"),
    ],
)
def test_an_approval_that_nobody_can_give_is_a_sentence(
    desk: Callable[..., Any], tmp_path: Path, arguments: list[str], words: str
) -> None:
    name = desk("clear", "brief.yaml", "--desk", code=4)["desk"]
    if "performer" in words:
        arguments = [*arguments]
        arguments[1] = "netflix-2025-11/talent-likeness"
        words = "does not wait for netflix-2025-11/talent-likeness"
    assert words in desk("desk", "approve", name, *arguments, code=2)
    assert not (tmp_path / "S" / "consents" / "decisions").exists()


@pytest.mark.parametrize("left_out", ["--evidence", "--expires", "--by", "--role", "--why", "--rule"])
def test_a_decision_has_an_author_evidence_and_an_end(desk: Callable[..., Any], left_out: str) -> None:
    arguments = decided("netflix-2025-11/final-deliverable")
    at = arguments.index(left_out)
    del arguments[at : at + 2]
    assert left_out in desk("decide", "waiver", *arguments, code=2)


def test_an_exception_is_one_that_the_rule_provides(desk: Callable[..., Any], tmp_path: Path) -> None:
    provided = decided("netflix-2025-11/significant-alteration")
    assert "provides no exception" in desk("decide", "exception", "--exception", "because", *provided, code=2)
    other = decided("netflix-2025-11/final-deliverable")
    assert "is not answered by" in desk("decide", "exception", "--exception", "as_scripted", *other, code=2)
    made = desk("decide", "exception", "--exception", "as_scripted", *provided, "--performer", "performer-1")
    assert Path(tmp_path, made["file"]).is_file()


def test_the_wrong_passphrase_is_a_sentence(desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    name = desk("clear", "brief.yaml", "--desk", code=4)["desk"]
    monkeypatch.setenv("RUSHES_PASSPHRASE", "another one entirely")
    assert "does not open" in desk("desk", "approve", name, *decided("netflix-2025-11/final-deliverable"), code=2)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--by", "Ben", "--use-case", "moodboard"), "no row of the matrix"),
        (("--by", "Ben", "--services-at", "tomorrow"), "is no moment"),
        (("--by", "Ben", "--services-at", "2027-03-31T08:00"), "no time zone"),
        ((), "--by"),
    ],
)
def test_an_answer_that_is_none_is_a_sentence(desk: Callable[..., Any], options: tuple[str, ...], words: str) -> None:
    name = desk("clear", "brief.yaml", "--desk", code=4)["desk"]
    assert words in desk("desk", "answer", name, *options, code=2)


def test_the_form_is_asked_at_a_terminal(
    desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = desk("clear", "brief.yaml", "--desk", code=4)["desk"]
    typed = iter(["yes", "no", "perhaps", "unsure", "", "background", "Ben"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(typed))
    answers = desk("desk", "answer", name, "--p5", "yes")["answers"]
    assert answers["guidance"] == {
        "no_replication": "yes", "no_training": "no", "secure": "unsure", "temporary": "unsure", "no_replacement": "yes",
    }  # fmt: skip
    assert (answers["use_case"], answers["by"]) == ("background", "Ben")


def test_the_clocks_are_told(desk: Callable[..., Any], rushes: Callable[..., Any]) -> None:
    name = desk("clear", "brief.yaml", "--desk", code=4)["desk"]
    soon = (datetime.now(UTC) + timedelta(hours=30)).isoformat()
    long_ago = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    desk("desk", "answer", name, "--by", "Ben", "--services-at", soon, "--transfer-asked-at", long_ago)
    out = rushes("desk", "list", "--show", "S")[1]
    assert "OVERDUE: 48 hours' notice" in out
    assert "OVERDUE: union's answer" in out


def test_one_command_stops_several_shows_and_one_lets_them_go_on(
    desk: Callable[..., Any], rushes: Callable[..., Any], tmp_path: Path
) -> None:
    assert rushes("init", "T")[0] == 0
    both = ("--show", "S", "--show", "T")
    code, out, errors = rushes("strike", "on", "--whole-show", "--by", "Ida Quill", "--why", "a vote", *both, "--json")
    assert code == 0, errors
    assert [order["show"] for order in json.loads(out.splitlines()[-1])["strikes"]] == ["S", "T"]
    for show in ("S", "T"):
        code, out, _ = rushes("clear", "brief.yaml", "--show", show)
        assert code == 3
        assert "house/strike" in out
        assert "a vote" in out
        assert "by Ida Quill" in rushes("strike", "list", "--show", show)[1]
    assert "holds already" in rushes("strike", "on", "--whole-show", "--by", "Ben", *both)[1]
    assert rushes("strike", "off", "--whole-show", *both)[0] == 0
    assert rushes("clear", "brief.yaml", "--show", "T")[0] == 0
    assert rushes("strike", "off", "--whole-show", *both)[0] == 2
    assert events(tmp_path).count("strike.on") == events(tmp_path).count("strike.off") == 1
    assert "lifted" in rushes("strike", "list", *both)[1]


@pytest.mark.parametrize("scope", [(), ("--union", "sag-aftra", "--whole-show"), ("--union", " ")])
def test_a_strike_says_whom_it_reaches(
    rushes: Callable[..., Any], desk: Callable[..., Any], scope: tuple[str, ...]
) -> None:
    code, _, errors = rushes("strike", "on", *scope, "--by", "Ida", "--show", "S")
    assert code == 2
    assert "one of them only" in errors


@pytest.mark.parametrize("action", ["promote", "export", "transfer"])
def test_other_acts_are_asked_for_by_name(desk: Callable[..., Any], action: str) -> None:
    said = desk("clear", "brief.yaml", "--action", action, "--desk", code=4)
    assert said["desk"] != desk("clear", "brief.yaml", "--desk", code=4)["desk"], "another act is another question"


@pytest.mark.parametrize("action", ["train", "reage", "dub"])
def test_what_is_done_to_somebody_is_refused_where_nobody_is(desk: Callable[..., Any], action: str) -> None:
    assert desk("clear", "brief.yaml", "--action", action, code=3)["verdict"] == "refused"
