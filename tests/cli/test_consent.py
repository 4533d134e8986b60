"""``rushes consent`` and ``rushes performer``, as an agent and a clearance desk use them."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rushes.show import Show

PASSPHRASE = "four words of mine"  # noqa: S105 # it opens keys that the tests make


class Desk:
    """A show with performer-1, whose key and agent's key lie beside it."""

    def __init__(self, folder: Path, rushes: Any) -> None:
        self.folder, self.rushes = folder, rushes

    def run(self, *arguments: str, code: int = 0) -> tuple[str, dict[str, Any]]:
        """Run a command with ``--json``; return what it printed and its last line."""
        left, out, errors = self.rushes(*arguments, "--json")
        assert left == code, errors or out
        return out, json.loads(out.splitlines()[-1])

    def refused(self, *arguments: str, code: int = 2) -> str:
        left, _, errors = self.rushes(*arguments)
        assert left == code, errors
        (line,) = errors.splitlines()
        return line

    def key(self, name: str) -> str:
        return str(self.run("consent", "key", name)[1]["did"])

    def draft(self, *more: str) -> str:
        asked = ("--description", "Before the tower as it falls.", "--action", "generate", "--kind", "destruction")
        until = () if "--until" in more else ("--until", "2030-06-30")
        _, last = self.run("consent", "draft", "performer-1", "--show", "S", *asked, *until, *more)
        return str(last["draft"])

    def sign(self, draft: str, *more: str) -> dict[str, Any]:
        return self.run("consent", "sign", draft, "--show", "S", "--key", "ada.key", "--yes", *more)[1]


@pytest.fixture
def desk(tmp_path, rushes, monkeypatch):
    monkeypatch.setenv("RUSHES_PASSPHRASE", PASSPHRASE)
    Show.init(tmp_path / "S", Fraction(24))
    desk = Desk(tmp_path, rushes)
    ada, agent = desk.key("ada.key"), desk.key("agent.key")
    desk.run("performer", "enrol", "performer-1", "--name", "Ada Moss", "--did", ada, "--agent", agent,
             "--evidence", "passport, in person", "--show", "S")  # fmt: skip
    return desk


def test_a_consents_whole_life(desk):
    show, agent = ("--show", "S"), ("--key", "agent.key", "--yes")
    draft = desk.draft()
    out, last = desk.run("consent", "sign", draft, *show, "--key", "ada.key", "--yes")
    consent = last["consent"]
    assert "RECEIPT FOR A CONSENT" in out
    assert len(last["missing"]) == 1
    assert desk.run("consent", "check", consent, *show, code=3)[1]["standing"] == "uncountersigned"
    desk.run("consent", "countersign", consent, *show, *agent)
    assert desk.run("consent", "check", consent, *show)[1]["covers"] is True
    desk.run("consent", "suspend", consent, *show, "--key", "ada.key")
    assert desk.run("consent", "check", consent, *show, code=3)[1]["standing"] == "suspended"
    desk.run("consent", "resume", consent, *show, "--key", "ada.key")
    assert desk.run("consent", "check", consent, *show)[1]["standing"] == "in_force"
    out, last = desk.run("consent", "show", consent, *show)
    assert last == {**last, "standing": "in_force", "receipt_is_signed": True}
    assert "Stands   in_force" in out
    done = desk.run("consent", "revoke", consent, *show, "--key", "ada.key", "--yes")[1]
    assert done["sequence"] == 2
    assert desk.run("consent", "show", *show)[1]["consents"][0]["standing"] == "revoked"
    desk.refused("consent", "resume", consent, *show, "--key", "ada.key")


def test_a_signature_is_given_with_open_eyes(desk, monkeypatch):
    """The receipt is shown, and anything but yes signs nothing."""
    import click

    draft = desk.draft()
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "no")
    assert "Nothing was signed" in desk.refused("consent", "sign", draft, "--show", "S", "--key", "ada.key")
    assert not list((desk.folder / "S" / "consents").glob("*.json"))
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "yes")
    desk.run("consent", "sign", draft, "--show", "S", "--key", "ada.key")


def test_a_draft_explains_itself_and_says_what_is_missing(desk):
    left, out, _ = desk.rushes("consent", "draft", "performer-1", "--show", "S", "--out", "d.draft.yaml")
    assert left == 0
    assert "Next   rushes consent sign" in out
    text = (desk.folder / "d.draft.yaml").read_text(encoding="utf-8")
    assert "never past the 18th birthday" in text
    sentence = desk.refused("consent", "sign", "d.draft.yaml", "--show", "S", "--key", "ada.key", "--yes")
    assert sentence.startswith("rushes: d.draft.yaml: ")
    assert "is missing" in sentence


def test_any_field_can_be_set(desk):
    draft = desk.draft(
        "--set", "shots=[020_*, 030_0010]", "--set", "training.allowed=production_only", "--set", "use_count_limit=3"
    )
    desk.sign(draft)
    out = desk.rushes("consent", "export", "performer-1", "--show", "S")
    assert out[0] == 2
    name = Path(draft).name.removesuffix(".draft.yaml")
    _, out, _ = desk.rushes("consent", "export", name, "--show", "S", "--format", "vc")
    document = json.loads(out)
    inner = document["credentialSubject"]["consent"]
    assert (inner["shots"], inner["training"]["allowed"], inner["use_count_limit"]) == (
        ["020_*", "030_0010"],
        "production_only",
        3,
    )
    assert "no such field" in desk.refused("consent", "draft", "performer-1", "--show", "S", "--set", "colour=red")


def test_it_is_handed_over_in_three_forms(desk):
    name = Path(desk.sign(desk.draft())["file"]).stem
    for form, words in (("vc", "DataIntegrityProof"), ("odrl", "odrl.jsonld"), ("receipt", "RECEIPT")):
        assert words in desk.rushes("consent", "export", name, "--show", "S", "--format", form)[1]
    desk.rushes("consent", "export", name, "--show", "S", "--out", "copy.json")
    assert "never overwritten" in desk.refused("consent", "export", name, "--show", "S", "--out", "copy.json")


def test_a_newer_consent_takes_over_the_fields(desk):
    first = desk.sign(desk.draft("--set", "countersigners=[]"))
    _, last = desk.run(
        "consent", "draft", "performer-1", "--show", "S", "--supersedes", first["consent"], "--set", "languages=[fr]"
    )
    desk.sign(last["draft"])
    states = [one["standing"] for one in desk.run("consent", "show", "--show", "S")[1]["consents"]]
    assert sorted(states) == ["in_force", "superseded"]


def test_a_draft_can_be_checked_before_it_is_signed(desk):
    draft = desk.draft()
    assert desk.run("consent", "check", draft, "--show", "S", code=3)[1]["standing"] == "unsigned"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sign", "DRAFT", "--yes"), "--key FILE, or --signer"),
        (("sign", "DRAFT", "--key", "agent.key", "--yes"), "the consent is signed by"),
        (("sign", "DRAFT", "--key", "none.key", "--yes"), "can't be read"),
        (("sign", "none.yaml", "--key", "ada.key"), "does not exist"),
        (("draft", "performer-2"), "is not enrolled"),
        (("countersign", "nobody", "--key", "agent.key"), "No consent"),
        (("check", "nobody"), "No consent"),
        (("revoke", "nobody", "--key", "ada.key", "--yes"), "No consent"),
        (("draft", "performer-1", "--supersedes", "nobody"), "No consent"),
    ],
)
def test_bad_input_is_one_sentence(desk, arguments, words):
    draft = desk.draft()
    given = [draft if one == "DRAFT" else one for one in arguments]
    assert words in desk.refused("consent", *given, "--show", "S")


def test_the_passphrase_may_stand_in_a_file(desk, monkeypatch):
    draft = desk.draft()
    monkeypatch.setenv("RUSHES_PASSPHRASE", "another one entirely")
    assert "passphrase" in desk.refused("consent", "sign", draft, "--show", "S", "--key", "ada.key", "--yes")
    (desk.folder / "pass").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    desk.sign(draft, "--passphrase-file", "pass")
    assert "can't be read" in desk.refused("consent", "key", "new.key", "--passphrase-file", "none")


def test_the_register_names_its_desk_and_its_people(desk):
    _, last = desk.run("performer", "list", "--show", "S")
    assert last["desk"] == Show.load(desk.folder / "S").clearance_desk
    assert last["performers"][0]["name"] == "Ada Moss"
    _, last = desk.run("performer", "show", "performer-1", "--show", "S")
    assert last["performer"]["evidence"] == "passport, in person"
    assert "is not enrolled" in desk.refused("performer", "show", "performer-2", "--show", "S")


def test_a_performer_signs_and_revokes_on_a_machine_of_their_own(desk, monkeypatch):
    """A copy of the show is enough. The ledger stays where it is kept, and what was signed counts when it is back there."""
    draft = desk.draft("--set", "countersigners=[]")
    monkeypatch.setenv("RUSHES_HOME", str(desk.folder / "elsewhere"))
    before = (desk.folder / "S" / "ledger.jsonl").read_bytes()
    left, out, errors = desk.rushes("consent", "sign", draft, "--show", "S", "--key", "ada.key", "--yes", "--json")
    assert left == 0, errors
    assert "kept on another machine" in errors
    consent = json.loads(out.splitlines()[-1])["consent"]
    desk.run("consent", "suspend", consent, "--show", "S", "--key", "ada.key")
    assert (desk.folder / "S" / "ledger.jsonl").read_bytes() == before
    monkeypatch.setenv("RUSHES_HOME", str(desk.folder / "home"))
    assert desk.run("consent", "check", consent, "--show", "S", code=3)[1]["standing"] == "suspended"


def test_nobody_is_enrolled_twice_by_mistake(desk):
    again = ("performer", "enrol", "performer-1", "--name", "Ada Moss", "--deceased", "--show", "S")
    assert "enrolled already" in desk.refused(*again)
    desk.run(*again, "--again")
    assert desk.run("performer", "show", "performer-1", "--show", "S")[1]["performer"]["status"] == "deceased"


def test_another_machines_desk_does_not_enrol(desk, monkeypatch):
    monkeypatch.setenv("RUSHES_HOME", str(desk.folder / "elsewhere"))
    sentence = desk.refused("performer", "enrol", "performer-2", "--name", "Bo Lund", "--show", "S")
    assert "as the show's clearance desk" in sentence
    assert desk.run("performer", "list", "--show", "S")[1]["performers"], "reading needs the desk's name only"


def test_a_status_list_that_was_put_back_is_noticed(desk):
    """The ledger remembers the newest issue, so taking it off the disk does not take a revocation back."""
    signed = desk.sign(desk.draft("--set", "countersigners=[]"))
    done = desk.run("consent", "revoke", signed["consent"], "--show", "S", "--key", "ada.key", "--yes")[1]
    (newest,) = (desk.folder / "S" / "consents" / "status").glob("*.000002.json")
    newest.unlink()
    out, last = desk.run("consent", "check", signed["consent"], "--show", "S", code=3)
    assert last["standing"] == "unknown"
    assert f"issue {done['sequence']} was seen before" in out
    again = ("consent", "revoke", signed["consent"], "--show", "S", "--key", "ada.key", "--yes")
    assert "an older list took its place" in desk.refused(*again)


def test_every_clause_is_tested_against_a_brief(desk):
    brief = desk.folder / "b.yaml"
    brief.write_text('kind: destruction\nshot: "010_0010"\ntext: Ada Moss stands before the tower as it falls.\npeople: [Ada Moss]\n', encoding="utf-8")  # fmt: skip
    narrow = desk.sign(desk.draft("--set", "countersigners=[]", "--set", "shots=[020_*]", "--set", "territories=[GB]"))
    out, last = desk.run("consent", "check", narrow["consent"], "--show", "S", "--brief", "b.yaml", code=3)
    assert [gap["field"] for gap in last["actions"]["generate"]] == ["shots", "territories"]
    assert "to clear it: " in out
    wide = desk.sign(desk.draft("--set", "countersigners=[]"))
    assert desk.run("consent", "check", wide["consent"], "--show", "S", "--brief", "b.yaml")[1]["covers"] is True


def test_no_name_is_in_what_is_signed(desk):
    path = desk.sign(desk.draft())["file"]
    for name in (path, path.replace(".json", ".receipt.txt"), "S/ledger.jsonl"):
        assert "Moss" not in Path(name).read_text(encoding="utf-8")


def test_a_guardian_signs_for_a_minor_within_limits(desk):
    guardian = desk.key("guardian.key")
    child = desk.key("child.key")
    desk.run("performer", "enrol", "performer-2", "--name", "Bo Lund", "--did", child, "--born", "2020-05-03", "--evidence",
             "passport", "--representative", guardian, "--show", "S")  # fmt: skip
    asked = ("consent", "draft", "performer-2", "--show", "S", "--action", "generate", "--kind", "destruction", "--description", "A child.")  # fmt: skip
    sign = ("consent", "sign", "--show", "S", "--key", "guardian.key", "--yes")
    draft = desk.run(*asked, "--until", "2030-01-01")[1]["draft"]
    assert "court_approval needs the reference of the court's approval" in desk.refused(*sign, draft)
    right = ("--set", "court_approval=22STMC1", "--set", "signatory.authority=birth certificate")
    draft = desk.run(*asked, "--until", "2040-01-01", *right)[1]["draft"]
    assert "within 5 years" in desk.refused(*sign, draft)
    draft = desk.run(*asked, "--until", "2030-01-01", *right)[1]["draft"]
    assert "the consent is signed by" in desk.refused(
        "consent", "sign", "--show", "S", "--key", "child.key", "--yes", draft
    )
    consent = desk.run(*sign, draft)[1]["consent"]
    assert desk.run("consent", "check", consent, "--show", "S")[1]["standing"] == "in_force"


def test_only_a_performer_replaces_their_consent(desk):
    first = desk.sign(desk.draft())["consent"]
    desk.run("performer", "enrol", "performer-2", "--name", "Bo Lund", "--show", "S")
    assert "Only they can replace it" in desk.refused(
        "consent", "draft", "performer-2", "--show", "S", "--supersedes", first
    )


def test_frames_of_a_shot_are_a_clause(desk):
    """A brief's frames start at 1001."""
    brief = desk.folder / "b.yaml"
    words = (
        'kind: destruction\nshot: "010_0010"\nframes: {}\ntext: Ada Moss stands before the tower.\npeople: [Ada Moss]\n'
    )
    consent = desk.sign(desk.draft("--set", "countersigners=[]", "--set", "frames=[1001, 1048]"))["consent"]
    for frames, code in ((48, 0), (49, 3)):
        brief.write_text(words.format(frames), encoding="utf-8")
        desk.run("consent", "check", consent, "--show", "S", "--brief", "b.yaml", code=code)


def test_an_older_record_of_a_performer_does_not_come_back(desk):
    """Somebody's key was lost, and the desk enrolled a new one: the old record, put back, would make the thief's key theirs."""
    desk.sign(desk.draft("--set", "countersigners=[]"))
    path = desk.folder / "S" / "consents" / "performers" / "performer-1.json"
    old = path.read_bytes()
    again = (
        "performer",
        "enrol",
        "performer-1",
        "--name",
        "Ada Moss",
        "--did",
        desk.key("new.key"),
        "--evidence",
        "passport",
    )
    desk.run(*again, "--again", "--show", "S")
    assert "not the key" in desk.run("consent", "show", "--show", "S")[1]["problems"][0]
    path.write_bytes(old)
    assert "this is the older record" in desk.run("consent", "show", "--show", "S")[1]["problems"][0]
    assert "this is the older record" in desk.refused("consent", "draft", "performer-1", "--show", "S")
    assert desk.run("performer", "list", "--show", "S")[1]["performers"] == []
