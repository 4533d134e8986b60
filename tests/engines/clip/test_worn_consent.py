"""Somebody lets their body be moved in a clip, in clothes that were cut to them; it is made; they revoke, and it isn't made any more."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from a_figure import write_take

from rushes.engines.take import Take
from rushes.provenance import read_ledger, record_seal
from rushes.show import Show

CLIP = """kind: clip
shot: "020_0010"
quality: draft
seed: {seed}
clip:
  place: studio
  characters: [{{name: woman, wears: 010_0030/v001}}]
  shots: [{{seconds: 1}}]
  sound: {{beds: []}}
"""


@pytest.fixture
def told(rushes):
    """Run a command with ``--json`` and return what it says."""

    def ask(*arguments, code=0):
        left, out, errors = rushes(*arguments, "--json")
        assert left == code, f"{out}\n{errors}"
        return json.loads(out.splitlines()[-1])

    return ask


@pytest.fixture
def worn(asked, told, monkeypatch):
    """Return the consent of whoever the clothes were cut to; their take is sealed in the show."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", "four words of mine")
    did = told("consent", "key", "ada.key")["did"]
    told("performer", "enrol", "p-014", "--name", "Ada Moss", "--did", did, "--evidence", "passport", "--show", "S")
    draft = told("consent", "draft", "p-014", "--show", "S", "--description", "Clothes cut to me, and a clip in which I wear them.",
                 "--action", "generate", "--kind", "wardrobe", "--kind", "clip", "--until", "2030-06-30", "--set", "modalities=[body]",
                 "--set", "countersigners=[]")["draft"]  # fmt: skip
    consent = str(told("consent", "sign", draft, "--show", "S", "--key", "ada.key", "--yes")["consent"])
    folder = write_take(asked.show / "shots", people=("p-014",))
    take = Take.load(folder / "take.json")
    take = replace(take, show="S", recipe={"sha256": "a" * 64}, clearance={**take.clearance, "id": "clr-1"})
    (folder / "take.json").write_text(json.dumps(take.to_json()))
    record_seal(Take.load(folder / "take.json"), Show.load(asked.show).ledger, actor="test")
    return consent


def brief(asked, seed=1):
    (asked.folder / "clip.yaml").write_text(CLIP.format(seed=seed), encoding="utf-8")
    return "clip.yaml"


@pytest.mark.blender
@pytest.mark.slow
def test_it_is_made_with_their_consent_and_refused_once_they_revoke_it(asked, told, worn):
    code, _, errors = asked.make_apart(brief(asked))
    assert code == 0, errors
    take = Take.load(asked.show / "shots" / "020_0010" / "v001" / "take.json")
    assert take.clearance["people"] == ["p-014"]
    assert [one[0] if isinstance(one, list) else one["id"] for one in take.clearance["consents"]] == [worn]
    (sealed,) = [
        one
        for one in read_ledger(asked.show / "ledger.jsonl")
        if one.event == "take.sealed" and one.scope["shot"] == "020_0010"
    ]
    assert [one["id"] for one in sealed.data["consents"]] == [worn]

    told("consent", "revoke", worn, "--show", "S", "--key", "ada.key", "--yes")
    for seed in (1, 2):  # the very clip that is there, and another one
        refused = told("make", brief(asked, seed), "--show", "S", code=3)
        assert (refused["take"], refused["verdict"]) == (None, "refused")
        reasons = told("clear", brief(asked, seed), "--show", "S", code=3)["reasons"]
        assert "revoked" in json.dumps(reasons)
    assert Show.load(asked.show).versions("020_0010") == ("v001",)


def test_a_consent_for_clothes_alone_moves_nobody(asked, told, worn):
    """Whoever was measured for a coat has not agreed to be moved in a clip."""
    told("consent", "revoke", worn, "--show", "S", "--key", "ada.key", "--yes")
    draft = told("consent", "draft", "p-014", "--show", "S", "--description", "Clothes cut to me.", "--action", "generate", "--kind", "wardrobe",
                 "--until", "2030-06-30", "--set", "modalities=[body]", "--set", "countersigners=[]")["draft"]  # fmt: skip
    told("consent", "sign", draft, "--show", "S", "--key", "ada.key", "--yes")
    refused = told("clear", brief(asked), "--show", "S", code=3)
    assert refused["verdict"] == "refused"
    assert "kinds" in {reason["field"] for reason in refused["reasons"]}
