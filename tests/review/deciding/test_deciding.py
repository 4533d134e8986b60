"""A decision's way: drawn up, signed here or in a browser, recorded, counted, and shown in the take's record."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.clearance.records.keys import memory_signer
from rushes.clearance.records.strict_json import read_json
from rushes.engines import Take
from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance import ledger_key, read_ledger, trust_roots, verify, verify_ledger
from rushes.review.deciding import (
    decisions,
    draft,
    end_person,
    frames_sha256,
    outcome,
    record,
    seen_by,
    sign,
    to_sign,
    with_signed,
)
from rushes.show import Show

LATER = datetime(2026, 11, 20, 14, tzinfo=UTC)


def test_a_circle_is_bound_to_the_frames_and_leaves_the_seal_whole(floor):
    take = floor.take()
    ida = floor.person("ida", "supervisor")
    assert outcome(floor.show, "020_0150", "v001").missing == ("supervisor or production",)
    made = floor.decide(take, "circle", ida, human_contribution="Timing of the fall, by hand.")
    assert (made.verdict, made.person, made.frames_sha256) == ("circle", "ida", frames_sha256(take))
    assert decisions(floor.show, "020_0150", "v001") == (made,)
    found = outcome(floor.show, "020_0150", "v001")
    assert (found.state, found.circled, found.missing, found.blocked_by, found.problems) == (
        "circled",
        True,
        (),
        (),
        (),
    )
    said = Take.load(take.folder / "take.json").decision
    assert said == {
        "state": "circled",
        "circled": True,
        "human_contribution": "Timing of the fall, by hand.",
        "words": [{"role": "supervisor", "verdict": "circle", "on": "2026-11-20"}],
        "decisions": [made.id],
    }
    assert verify(take.folder, trust_roots=trust_roots()).state == "trusted"
    assert verify_ledger(floor.show.ledger, ledger_key()) == ()


def test_the_ledger_names_neither_who_decided_nor_their_words(floor):
    take = floor.take()
    floor.decide(take, "kill", floor.person("ida", "supervisor"), why="Ugly dust.")
    (entry,) = (one for one in read_ledger(floor.show.ledger) if one.event == "take.decided")
    assert (entry.data["verdict"], entry.data["role"], entry.scope["version"]) == ("kill", "supervisor", "v001")
    text = floor.show.ledger.read_text(encoding="utf-8")
    assert not any(words in text for words in ("Ida", '"ida"', "Ugly", "z6Mk"))


def test_a_browsers_key_signs_64_bytes_and_the_document_is_recorded(floor, later):
    """What WebCrypto does: it gets bytes, and gives an Ed25519 signature over them, not hashed before."""
    key = Ed25519PrivateKey.generate()
    floor.signers["ben"] = memory_signer(key)
    ben, take = floor.person("ben", "production"), floor.take()
    document = draft(floor.show, take, "circle", ben, "production", now=later)
    sent = json.loads(json.dumps(document))
    assert len(to_sign(sent)) == 64
    made = record(floor.show, with_signed(sent, key.sign(to_sign(document))), now=later)
    assert outcome(floor.show, "020_0150", "v001").decisions == (made,)


def test_the_newest_word_counts(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    for minute, (verdict, state) in enumerate(
        [("circle", "circled"), ("hold", "held"), ("circle", "circled"), ("kill", "killed"), ("circle", "circled")]
    ):
        floor.decide(take, verdict, ida, minute)
        assert outcome(floor.show, "020_0150", "v001").state == state
    assert len(decisions(floor.show, "020_0150", "v001")) == 5


def refused(floor, document, words, error=BadInputError):
    before = floor.show.ledger.read_bytes()
    with pytest.raises(error, match=words) as raised:
        record(floor.show, document, now=LATER)
    assert str(raised.value).endswith(".")
    assert floor.show.ledger.read_bytes() == before
    assert not list(floor.show.shots.glob("*/decisions/*.json"))


def test_a_forged_decision_is_refused(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    stranger = memory_signer(Ed25519PrivateKey.generate())
    document = draft(floor.show, take, "circle", ida, "supervisor", now=LATER)
    with pytest.raises(BadInputError, match="Whoever decides signs"):
        sign(document, stranger)
    refused(floor, with_signed(document, stranger.sign(to_sign(document))), "does not hold for what it says")
    own = draft(floor.show, take, "circle", ida.model_copy(update={"did": stranger.did}), "supervisor", now=LATER)
    refused(floor, sign(own, stranger), "another key than ida's")
    refused(floor, document, "proofValue is no Ed25519 signature")
    refused(floor, {name: value for name, value in document.items() if name != "proof"}, "is not signed")


@pytest.mark.parametrize(
    "change",
    [
        {"why": "Because it is lovely."},
        {"verdict": "hold"},
        {"human_contribution": "All of it."},
        {"role": "production"},
        {"decided_at": "2026-11-20T12:30:00Z"},
        {"id": "urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b"},
        {"take_sha256": "0" * 64},
        {"frames_sha256": "0" * 64},
    ],
)
def test_an_altered_word_breaks_the_signature(floor, change):
    take, ida = floor.take(), floor.person("ida", "supervisor", "production")
    refused(floor, floor.signed(take, "circle", ida) | change, "does not hold for what it says")


def test_a_decision_is_no_other_takes(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    other = floor.take(version="v002", level=2)
    signed = floor.signed(take, "circle", ida)
    refused(floor, signed | {"version": "v002"}, "does not hold for what it says")
    lying = draft(floor.show, take, "circle", ida, "supervisor", now=LATER)
    lying |= {"version": "v002"}
    refused(floor, sign(_again(lying), floor.signers["ida"]), "is about another take than 020_0150 v002")
    lying |= {"take_sha256": draft(floor.show, other, "circle", ida, "supervisor", now=LATER)["take_sha256"]}
    refused(floor, sign(_again(lying), floor.signers["ida"]), "is about other frames than those of 020_0150 v002")
    refused(floor, sign(_again(lying | {"show": "OTHER"}), floor.signers["ida"]), "a take of OTHER")
    refused(floor, sign(_again(lying | {"version": "v009"}), floor.signers["ida"]), "There is no take 020_0150 v009")


def _again(document):
    """Return a draft whose proof is about what it says now: what somebody can do who holds a key of their own."""
    from rushes.clearance.records.integrity import moment_of, proof_options

    body = {name: value for name, value in document.items() if name != "proof"}
    return {**body, "proof": proof_options(body, body["did"], created=moment_of(body["decided_at"]))}


def test_other_frames_on_the_disk_are_noticed(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    signed = floor.signed(take, "circle", ida)
    sound = take.folder / take.files[0].path
    whole = sound.read_bytes()
    sound.write_bytes(whole[:-1] + b"\x7f")
    refused(floor, signed, "is not the file that was sealed", CheckFailedError)
    sound.unlink()
    refused(floor, signed, "is not the file that was sealed", CheckFailedError)
    sound.write_bytes(whole)
    record(floor.show, signed, now=LATER)


def test_a_take_that_was_never_sealed_here_is_not_decided_about(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    path = take.folder / "take.json"
    changed = json.loads(path.read_text(encoding="utf-8")) | {"seed": 2}
    path.write_text(json.dumps(changed), encoding="utf-8")
    refused(floor, floor.signed(Take.load(path), "circle", ida), "not a take that the show's ledger knows as sealed")


def test_who_has_ended_decides_no_more_and_what_they_decided_stays(floor, later):
    take, other = floor.take(), floor.take(version="v002", level=2)
    ida = floor.person("ida", "supervisor")
    floor.decide(take, "circle", ida)
    late = floor.signed(other, "circle", ida, 1)
    end_person(floor.show, "ida", now=later)
    with pytest.raises(BadInputError, match="ida decides no more since 20 November 2026"):
        record(floor.show, late, now=later)
    assert outcome(floor.show, "020_0150", "v001").circled
    assert not outcome(floor.show, "020_0150", "v002").circled


def test_a_role_is_only_somebodys_own(floor):
    take, ida = floor.take(), floor.person("ida", "artist")
    with pytest.raises(BadInputError, match="ida is artist, not supervisor"):
        floor.signed(take, "circle", ida, role="supervisor")
    lying = draft(floor.show, take, "circle", ida, "artist", now=LATER) | {"role": "supervisor"}
    refused(floor, sign(_again(lying), floor.signers["ida"]), "ida is artist, not supervisor")
    lying |= {"role": "artist", "verdict": "approve"}
    refused(
        floor,
        sign(_again(lying), floor.signers["ida"]),
        "not for the role artist to approve a take. What it says is circle, hold, kill",
    )
    lying |= {"verdict": "kill", "why": ""}
    refused(floor, sign(_again(lying), floor.signers["ida"]), "Say why")
    nobody = lying | {"person": "zoe"}
    refused(floor, sign(_again(nobody), floor.signers["ida"]), "zoe is nobody who decides here")


def test_a_decision_is_recorded_once_and_an_older_word_does_not_come_after_a_newer(floor, later):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    withheld = floor.signed(take, "circle", ida, 0)
    kept = floor.signed(take, "hold", ida, 5)
    record(floor.show, kept, now=later)
    with pytest.raises(BadInputError, match="is on record already"):
        record(floor.show, kept, now=later)
    with pytest.raises(BadInputError, match="What was said last counts"):
        record(floor.show, withheld, now=later)
    (path,) = floor.show.shots.glob("*/decisions/*.json")
    path.unlink()
    with pytest.raises(BadInputError, match="is on record already"):
        record(floor.show, kept, now=later)


def test_moments_are_the_signers_own_and_near_ours(floor, later):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    ahead = draft(floor.show, take, "circle", ida, "supervisor", now=later + timedelta(hours=1))
    refused(floor, sign(ahead, floor.signers["ida"]), "one of the two clocks is wrong")
    early = draft(floor.show, take, "circle", ida, "supervisor", now=later - timedelta(days=3))
    refused(floor, sign(early, floor.signers["ida"]), "before ida was enrolled")


def test_a_decision_that_was_taken_away_or_changed_is_noticed(floor):
    take, ida, ben = floor.take(), floor.person("ida", "supervisor"), floor.person("ben", "production")
    floor.decide(take, "hold", ben)
    floor.decide(take, "circle", ida, 1)
    hold, *_ = sorted(
        floor.show.shots.glob("*/decisions/*.json"), key=lambda path: read_json(path)["verdict"], reverse=True
    )
    held = hold.read_text(encoding="utf-8")
    hold.unlink()
    found = outcome(floor.show, "020_0150", "v001")
    assert (found.state, found.circled) == ("held", False)
    assert "is gone: it is on record, and was taken away" in found.problems[0]
    hold.write_text(held.replace("dust", "rust"), encoding="utf-8")
    assert "is not proven" in outcome(floor.show, "020_0150", "v001").problems[0]
    hold.write_text(held, encoding="utf-8")
    assert outcome(floor.show, "020_0150", "v001").problems == ()


def test_a_crash_between_file_and_ledger_counts_for_nothing_and_is_mended_by_the_same_document(
    floor, later, monkeypatch
):
    from rushes.review.deciding import recording

    take, ida = floor.take(), floor.person("ida", "supervisor")
    signed = floor.signed(take, "circle", ida)

    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as crashing:
        crashing.setattr(recording, "record_take_decision", stop)
        with pytest.raises(KeyboardInterrupt):
            record(floor.show, signed, now=later)
    assert outcome(floor.show, "020_0150", "v001").state == "open"
    record(floor.show, signed, now=later)
    assert outcome(floor.show, "020_0150", "v001").circled


def test_words_are_signed_as_they_are_seen(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    decomposed = "cafe\u0301"
    assert floor.signed(take, "circle", ida, why=f" {decomposed}\r\n ok ")["why"] == "café\n ok"
    with pytest.raises(BadInputError, match=r"hides the character U\+202E.*Type it again"):
        floor.signed(take, "circle", ida, why="fine\u202eenif")
    with pytest.raises(BadInputError, match="4000"):
        floor.signed(take, "circle", ida, why="x" * 4001)


def test_a_representative_sees_their_performers_takes_and_no_others(floor):
    floor.performer("performer-1")
    floor.performer("performer-2")
    hers, his = floor.take(people=("performer-1",)), floor.take(version="v002", people=("performer-2",), level=2)
    floor.take(version="v003", level=3)
    agent = floor.person("agent-7", "representative", performers=("performer-1",))
    assert seen_by(floor.show, agent) == [("020_0150", "v001")]
    assert seen_by(floor.show, floor.person("ida", "supervisor")) == [("020_0150", f"v00{n}") for n in (1, 2, 3)]
    with pytest.raises(BadInputError, match="performer-1, and this take's clearance names performer-2"):
        floor.signed(his, "refuse", agent)
    with pytest.raises(BadInputError, match="not for the role representative to circle a take"):
        floor.signed(hers, "circle", agent)
    with pytest.raises(BadInputError, match="Say why"):
        floor.signed(hers, "suspend", agent, why=" ")


@pytest.mark.parametrize("verdict", ["refuse", "suspend"])
def test_a_representatives_no_stands_in_the_way_of_a_circle(floor, verdict):
    floor.performer("performer-1")
    take = floor.take(people=("performer-1",))
    agent, ida = (
        floor.person("agent-7", "representative", performers=("performer-1",)),
        floor.person("ida", "supervisor"),
    )
    floor.decide(take, "circle", ida)
    said = floor.decide(take, verdict, agent, 1)
    found = outcome(floor.show, "020_0150", "v001")
    assert (found.state, found.circled, found.blocked_by) == ("held", False, (said,))
    floor.decide(take, "circle", ida, 2)
    assert not outcome(floor.show, "020_0150", "v001").circled, "nobody circles over it"
    floor.decide(take, "approve", agent, 3)
    assert outcome(floor.show, "020_0150", "v001").circled


def test_a_take_that_nobody_decided_about_misses_its_performers_representative(floor):
    floor.performer("performer-1")
    floor.take(people=("performer-1",))
    path = floor.show.folder / "show.yaml"
    text = path.read_text(encoding="utf-8") + "review: {quorum: {circle: [representative]}}\n"
    path.write_text(text, encoding="utf-8")
    found = outcome(Show.load(floor.show.folder), "020_0150", "v001")
    assert (found.state, found.missing) == ("open", ("supervisor or production", "representative"))
