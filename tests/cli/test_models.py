"""``rushes models``: a card from its papers to the moment in which the model is not loaded any more."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from rushes.canonical import sha256_of_file
from rushes.provenance.ledger import read_ledger
from rushes.show import Show
from stated import cyclonedx, pipeline, safetensors, spdx, written

REVIEWED = ("--reviewed-by", "J. Doe", "--reviewed-on", "2026-11-20", "--show", "S")
SET = """kind: set
shot: "010_0010"
text: A small study with a desk and bookshelves, at night.
use: {lifecycle: LIFECYCLE}
finish: {model: look, licence: Apache-2.0, source: the maker, trained_on: it says, training: TRAINING}
"""


@pytest.fixture
def show(tmp_path, rushes):
    return Show.init(tmp_path / "S", Fraction(24))


@pytest.fixture
def look(tmp_path):
    """Return a pipeline's folder."""
    return pipeline(tmp_path / "look")


@pytest.fixture
def run(rushes):
    """Run a command with ``--json``; return its exit code and its last line."""

    def ask(*arguments: str, code: int = 0) -> dict[str, Any]:
        left, out, errors = rushes(*arguments, "--json")
        assert left == code, errors or out
        found: dict[str, Any] = json.loads(out.splitlines()[-1])
        return found

    return ask


def brief(folder: Path, lifecycle: str = "final", training: str = "unknown") -> str:
    (folder / "set.yaml").write_text(SET.replace("LIFECYCLE", lifecycle).replace("TRAINING", training))
    return "set.yaml"


def rules(told: dict[str, Any]) -> set[str]:
    return {row["rule"] for row in told["reasons"]}


@pytest.mark.parametrize("make", [spdx, cyclonedx])
def test_a_model_from_its_papers_to_a_byte_that_changed(make, tmp_path, run, rushes, show, look):
    unet = look / "unet" / "diffusion_pytorch_model.safetensors"
    statement = written(tmp_path / "maker.json", make(unet=sha256_of_file(unet)))
    done = run("models", "add", "look-1", "look", "--licence", "Apache-2.0", "--statement", str(statement),
               "--certified", "Fairly Trained, licensed model", "--vendor", "The Maker", "--stores", "no", "--reuses", "no",
               "--trains", "no", "--terms", "https://maker.example/terms 2026-09", *REVIEWED)  # fmt: skip
    assert done["training"] == "licensed"
    assert [(row["id"], row["loads"]) for row in run("models", "list", "--show", "S")["models"]] == [("look-1", True)]
    card = run("models", "show", "look-1", "--show", "S")["card"]
    assert card["reviewed"] == {"by": "J. Doe", "on": "2026-11-20"}
    assert card["statement"]["datasets"][0]["licence"] == "CC-BY-4.0"
    assert card["vendor"]["trains"] == "no"
    kept = tmp_path / "S" / "models" / "statements" / "look-1.json"
    assert kept.read_bytes() == statement.read_bytes()
    assert run("models", "verify", "--show", "S")["models"][0]["faults"] == []
    assert rushes("clear", brief(tmp_path), "--show", "S")[0] == 0, "what its maker states decides, not the brief"

    content = bytearray(unet.read_bytes())
    content[-1] ^= 1
    unet.write_bytes(content)
    (row,) = run("models", "verify", "look-1", "--show", "S", code=5)["models"]
    assert row["faults"] == [f"{unet.resolve()} is another file than the card of look-1 names."]
    code, _, errors = rushes("clear", brief(tmp_path, training="owned"), "--show", "S")
    assert code == 3
    assert "The model look-1 is not loaded" in errors
    assert "rushes models verify look-1" in errors


def test_a_missing_a_new_and_a_lost_file_are_named(tmp_path, run, show, look):
    run("models", "add", "look-1", "look", "--licence", "MIT", "--statement", str(written(tmp_path / "s.json", spdx())), *REVIEWED)  # fmt: skip
    (look / "scheduler" / "more.json").write_text("{}")
    (look / "unet" / "config.json").unlink()
    (tmp_path / "S" / "models" / "statements" / "look-1.json").unlink()
    (row,) = run("models", "verify", "--show", "S", code=5)["models"]
    assert [fault.removeprefix(str(look.resolve())).split(" ")[0] for fault in row["faults"][:2]] == ["/scheduler/more.json", "/unet/config.json"]  # fmt: skip
    assert "The statement" in row["faults"][2]


def test_nobody_says_is_asked_about_for_ideas_and_refused_for_final_pictures(tmp_path, run, rushes, show, look):
    told = run("clear", brief(tmp_path, "temporary"), "--show", "S", code=4)
    assert "house/model-training-data" in rules(told)
    assert "house/final-needs-declared-training" in rules(run("clear", brief(tmp_path), "--show", "S", code=3))
    assert rushes("clear", brief(tmp_path, training="licensed"), "--show", "S")[0] == 0, "somebody answers for it"
    assert run("models", "add", "look-1", "look", "--licence", "MIT", *REVIEWED)["training"] == "unknown"
    told = run("clear", brief(tmp_path, training="licensed"), "--show", "S", code=3)
    assert "house/final-needs-declared-training" in rules(told), "a card without a statement says that nobody says"


def test_what_is_neither_owned_nor_licensed_is_asked_about_whatever_it_is_for(tmp_path, run, show, look):
    statement = written(tmp_path / "s.json", cyclonedx("CC-BY-NC-4.0"))
    run("models", "add", "look-1", "look", "--licence", "MIT", "--statement", str(statement), *REVIEWED)
    for lifecycle in ("temporary", "final"):
        assert rules(run("clear", brief(tmp_path, lifecycle), "--show", "S", code=4)) == {"house/model-training-data"}


def test_a_show_can_be_stricter(tmp_path, run, show, look):
    settings = tmp_path / "S" / "show.yaml"
    settings.write_text(settings.read_text().replace("[house]", "[house, model-cards]"))
    ideas = brief(tmp_path, "temporary", "owned")
    assert rules(run("clear", ideas, "--show", "S", code=3)) == {"model-cards/card-needed", "model-cards/statement-needed"}  # fmt: skip
    run("models", "add", "look-1", "look", "--licence", "CC-BY-NC-4.0", "--statement", str(written(tmp_path / "s.json", spdx())), *REVIEWED)  # fmt: skip
    assert rules(run("clear", ideas, "--show", "S", code=3)) == {"model-cards/licence-covers-film"}
    run("models", "add", "look-1", "look", "--licence", "bought", "--statement", "s.json", "--again", "--vendor", "The Maker", "--trains", "yes", *REVIEWED)  # fmt: skip
    told = run("clear", ideas, "--show", "S", code=3)
    assert rules(told) == {"model-cards/vendor-keeps-nothing"}
    assert "look-1 (local, trains on inputs, " in told["reasons"][0]["found"]


@pytest.mark.parametrize("name", ["unet/diffusion_pytorch_model.bin", "extra.safetensors"])
def test_a_pickle_is_refused_when_it_is_added_and_when_it_is_brought(name, tmp_path, rushes, show, look):
    (look / name).write_bytes(pickle.dumps({"w": 1}))
    for arguments in (("models", "add", "look-1", "look", "--licence", "MIT", *REVIEWED), ("clear", brief(tmp_path, training="owned"), "--show", "S")):  # fmt: skip
        code, _, errors = rushes(*arguments)
        assert code == 3
        assert "is a pickle, and a pickle runs code while it is loaded" in errors
    assert not (tmp_path / "S" / "models").exists()


def test_what_is_wrong_is_one_sentence_and_nothing_is_written(tmp_path, rushes, show, look):
    whole = written(tmp_path / "s.json", spdx())
    other = written(tmp_path / "other.json", spdx(one="0" * 64))
    (look / "scheduler" / "scheduler_config.json").rename(tmp_path / "scheduler_config.json")
    cases = {
        "the part scheduler, which model_index.json names, is missing": ("look-1", "look", "--licence", "MIT"),
        "Nobody says under which licence": ("look-1", "w.safetensors"),
        "about other weights than": ("look-1", "w.safetensors", "--licence", "MIT", "--statement", str(other)),
        "is no file and no folder": ("look-1", "nothing", "--licence", "MIT"),
        "no weights, and no vendor who runs it": ("look-1", "--licence", "MIT", "--statement", str(whole)),
        "can't be added (id)": ("Look 1", "w.safetensors", "--licence", "MIT"),
        "name them with --vendor": ("look-1", "w.safetensors", "--licence", "MIT", "--stores", "no"),
        "The register has no consent": ("look-1", "w.safetensors", "--licence", "MIT", "--consent", "urn:uuid:1"),
        "has to hold items:": ("look-1", "w.safetensors", "--licence", "MIT", "--items", "list.yaml"),
    }
    safetensors(tmp_path / "w.safetensors")
    (tmp_path / "list.yaml").write_text("pictures: []\n")
    for words, arguments in cases.items():
        code, _, errors = rushes("models", "add", *arguments, *REVIEWED)
        assert (code, words in errors, len(errors.splitlines())) == (2, True, 1), errors
    assert not (tmp_path / "S" / "models").exists()
    assert rushes("models", "show", "look-1", "--show", "S")[0] == 2


def test_a_model_that_a_vendor_runs_has_a_card_without_weights(run, show):
    done = run("models", "add", "veo", "--licence", "the vendor's terms", "--vendor", "A Vendor", "--hosted", "--stores", "yes", *REVIEWED)  # fmt: skip
    assert done["model"]["vendor"] == {"name": "A Vendor", "hosted": True, "stores": "yes", "reuses": "unsure", "trains": "unsure", "terms": "", "enterprise": False}  # fmt: skip
    assert run("models", "verify", "--show", "S")["models"][0]["loads"] is True


def test_a_card_that_was_changed_or_taken_away_by_hand_is_not_believed(tmp_path, run, rushes, show, look):
    run("models", "add", "look-1", "look", "--licence", "MIT", *REVIEWED)
    path = tmp_path / "S" / "models" / "look-1.json"
    card = path.read_text()
    path.write_text(card.replace('"MIT"', '"Apache-2.0"'))
    (row,) = run("models", "verify", "--show", "S", code=5)["models"]
    assert "was changed since it was written" in row["faults"][0]
    code, _, errors = rushes("clear", brief(tmp_path, training="owned"), "--show", "S")
    assert (code, "was changed since it was written" in errors) == (3, True)
    path.unlink()
    code, _, errors = rushes("clear", brief(tmp_path, training="owned"), "--show", "S")
    assert (code, "their card is not in" in errors) == (3, True)
    assert rushes("reage", "forget", "look-1", "--show", "S")[0] == 2, "it is not on the shelf"
    path.write_text(card)
    path.with_name("other.json").write_text(card.replace('"look-1"', '"other"'))
    told = {row["id"]: row["faults"] for row in run("models", "verify", "--show", "S", code=5)["models"]}
    assert told["look-1"] == []
    assert "put into" in told["other"][0]
    path.with_name("other.json").unlink()
    assert rushes("reage", "forget", "look-1", "--show", "S")[0] == 0
    code, _, errors = rushes("clear", brief(tmp_path, training="owned"), "--show", "S")
    assert (code, "their card is not in" in errors) == (3, True), (
        "what was forgotten isn't brought back by a word in a brief"
    )


def test_the_ledger_knows_each_card_and_nobody_s_name(tmp_path, run, rushes, show, look):
    done = run("models", "add", "look-1", "look", "--licence", "MIT", *REVIEWED)
    assert rushes("models", "add", "look-1", "look", "--licence", "MIT", *REVIEWED)[0] == 2, "the name is taken"
    entry = [one for one in read_ledger(show.ledger) if one.event == "model.added"][-1]
    assert entry.data == {
        "model": "look-1",
        "card_sha256": done["sha256"],
        "weights_sha256": done["model"]["weights_sha256"],
        "performers": [],
        "consents": [],
        "items": [],
    }
    assert "J. Doe" not in show.ledger.read_text()


PASSPHRASE = "four words of mine"  # noqa: S105 # it opens keys that the test makes


@pytest.fixture
def trained(tmp_path, run, show, look, monkeypatch):
    """Return the consent of a performer on whom the model in ``look`` was trained, with two pictures."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", PASSPHRASE)
    did = run("consent", "key", "ada.key")["did"]
    run("performer", "enrol", "p-014", "--name", "Ada Moss", "--did", did, "--evidence", "passport", "--show", "S")
    draft = run("consent", "draft", "p-014", "--show", "S", "--description", "A look of the house's own, trained on photographs of her.",
                "--action", "train", "--action", "generate", "--kind", "set", "--until", "2030-06-30", "--set", "training.allowed=production_only",
                "--set", "countersigners=[]")["draft"]  # fmt: skip
    consent = run("consent", "sign", draft, "--show", "S", "--key", "ada.key", "--yes")["consent"]
    for name in ("one", "two"):
        (tmp_path / f"{name}.png").write_bytes(name.encode())
    (tmp_path / "items.yaml").write_text(
        "items:\n  - {file: one.png, licence: bought 2026-10-01, performers: [p-014]}\n  - {file: two.png, licence: our own, rights: owned}\n"
    )
    run("models", "add", "house-look", "look", "--licence", "our own", "--items", "items.yaml", "--consent", consent, *REVIEWED)  # fmt: skip
    return str(consent)


def test_a_consent_that_is_revoked_stops_the_model_that_was_trained_under_it(tmp_path, run, rushes, trained):
    assert run("models", "show", "house-look", "--show", "S")["card"]["items"][0] == {
        "name": "one.png", "sha256": sha256(b"one").hexdigest(), "licence": "bought 2026-10-01", "rights": "licensed", "performers": ["p-014"], "leave": "",
    }  # fmt: skip
    assert rushes("clear", brief(tmp_path), "--show", "S")[0] == 0
    run("consent", "revoke", trained, "--show", "S", "--key", "ada.key", "--yes")
    (row,) = run("models", "verify", "--show", "S", code=3)["models"]
    assert (row["loads"], row["faults"]) == (False, [])
    told = run("clear", brief(tmp_path), "--show", "S", code=3)
    assert rules(told) == {"house/models-need-consents"}
    assert trained in told["reasons"][0]["required"]


def test_an_item_that_says_itself_that_it_may_not_be_trained_on_needs_its_owner_s_leave(tmp_path, run, rushes, show):
    said = PngImagePlugin.PngInfo()
    said.add_itxt("XML:com.adobe.xmp", '<rdf plus:DataMining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"/>')  # fmt: skip
    Image.new("RGB", (8, 8)).save(tmp_path / "one.png", pnginfo=said)
    safetensors(tmp_path / "w.safetensors")
    (tmp_path / "items.yaml").write_text("items:\n  - {file: one.png, licence: bought}\n")
    asked = ("models", "add", "look", "w.safetensors", "--licence", "ours", "--items", "items.yaml", *REVIEWED)
    code, _, errors = rushes(*asked)
    assert (code, "says itself that it may not be trained on (photo metadata: DMI-PROHIBITED-AIMLTRAINING)" in errors) == (3, True)  # fmt: skip
    (tmp_path / "items.yaml").write_text("items:\n  - {file: one.png, licence: bought, leave: letter of 3 May 2026}\n")
    assert run(*asked)["model"]["items"][0]["leave"] == "letter of 3 May 2026"


def test_an_item_that_is_withdrawn_stops_it_too_and_taking_the_record_away_brings_nothing_back(tmp_path, run, rushes, trained):  # fmt: skip
    done = run("models", "withdraw", "one.png", "--by", "the photographer", "--show", "S")
    assert done == {"sha256": sha256(b"one").hexdigest(), "models": ["house-look"]}
    told = run("clear", brief(tmp_path), "--show", "S", code=3)
    assert rules(told) == {"house/models-need-their-items"}
    assert "one.png" in told["reasons"][0]["required"]
    (tmp_path / "S" / "consents" / "withdrawn" / f"{done['sha256']}.json").unlink()
    assert run("models", "verify", "--show", "S", code=3)["models"][0]["loads"] is False
    assert "photographer" not in (tmp_path / "S" / "ledger.jsonl").read_text()
    (tmp_path / "one.png").unlink()
    assert rushes("models", "withdraw", "one.png", "--by", "x", "--show", "S")[0] == 0, "the cards know it by its name"
    assert rushes("models", "withdraw", "three.png", "--by", "x", "--show", "S")[0] == 2


@pytest.mark.parametrize("what", ["one.png", "p-014", "consent", "sha256"])
def test_lineage_finds_the_model_by_whatever_it_saw(what, run, trained):
    asked = {"consent": trained, "sha256": sha256(b"one").hexdigest()}.get(what, what)
    (found,) = run("models", "lineage", asked, "--show", "S")["models"]
    assert found["model"] == "house-look"
    assert found["takes"] == []


def test_the_same_weights_can_t_be_given_papers_that_forget(tmp_path, run, rushes, trained):
    alone = ("--licence", "our own", *REVIEWED)
    for name, more in (("house-look", ("--again",)), ("other", ())):
        code, _, errors = rushes("models", "add", name, "look", *more, *alone)
        assert (code, "these papers leave it out" in errors) == (3, True)
    for path in (tmp_path / "S" / "models").glob("*.json"):
        path.unlink()
    code, _, errors = rushes("models", "add", "other", "look", "--consent", trained, *alone)
    assert (code, "rest on the item with the SHA-256" in errors) == (3, True), "the ledger remembers without the card"
    run("models", "add", "other", "look", "--consent", trained, "--items", "items.yaml", *alone)


def test_lineage_of_what_nobody_saw(run, rushes, trained, tmp_path):
    assert run("models", "lineage", "three.png", "--show", "S")["models"] == []
    assert "No model of this show saw it" in rushes("models", "lineage", "three.png", "--show", "S")[1]


def test_a_sealed_copy_binds_whoever_adds_it_to_the_consents_it_rests_on(tmp_path, run, rushes, trained):
    safetensors(tmp_path / "adapter.safetensors", 64)
    run("models", "add", "adapter", "adapter.safetensors", "--licence", "our own", "--items", "items.yaml", "--consent", trained, *REVIEWED)  # fmt: skip
    run("models", "seal", "adapter", "out.safetensors", "--show", "S")
    code, _, errors = rushes("models", "add", "theirs", "out.safetensors", "--licence", "our own", *REVIEWED)
    assert code == 3
    assert f"it rests on the consent {trained}" in errors
    theirs = run("models", "add", "theirs", "out.safetensors", "--licence", "our own", "--consent", trained, *REVIEWED)
    (one, two) = theirs["model"]["items"]
    assert (one["name"], one["rights"], two["rights"]) == (
        f"item {sha256(b'one').hexdigest()[:12]}",
        "licensed",
        "owned",
    )
    assert rushes("clear", brief(tmp_path, training="owned"), "--show", "S")[0] == 0
    (tmp_path / "look" / "unet" / "adapter.safetensors").write_bytes((tmp_path / "out.safetensors").read_bytes())
    (tmp_path / "look").rename(tmp_path / "brought")
    text = (tmp_path / brief(tmp_path, training="owned")).read_text()
    (tmp_path / "set.yaml").write_text(text.replace("model: look", "model: brought"))
    code, _, errors = rushes("clear", "set.yaml", "--show", "S")
    assert (code, "adapter.safetensors says itself, in its seal, what it rests on" in errors) == (3, True)
    (tmp_path / "brought" / "unet" / "adapter.safetensors").unlink()
    (tmp_path / "brought").rename(tmp_path / "look")
    content = bytearray((tmp_path / "out.safetensors").read_bytes())
    content[-1] ^= 1
    (tmp_path / "out.safetensors").write_bytes(content)
    code, _, errors = rushes("models", "add", "other", "out.safetensors", "--licence", "our own", "--consent", trained, *REVIEWED)  # fmt: skip
    assert (code, "are not what was sealed" in errors) == (3, True)
    code, _, errors = rushes("models", "seal", "house-look", "out", "--show", "S")
    assert (code, "C2PA has a place for a manifest in" in errors) == (2, True)
    run("consent", "revoke", trained, "--show", "S", "--key", "ada.key", "--yes")
    code, _, errors = rushes("models", "seal", "adapter", "again.safetensors", "--show", "S")
    assert (code, "so it is not handed out either" in errors) == (3, True)
    assert not (tmp_path / "again.safetensors").exists()
