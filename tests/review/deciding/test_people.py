"""Who decides: enrolled by the desk, ended by it, and nobody else's record counts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.clearance.records.integrity import add_proof
from rushes.clearance.records.keys import memory_signer
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.review.deciding import end_person, outcome, people, person_of, record, register_of, show_again


def path_of(floor, name):
    return floor.show.folder / "review" / "people" / f"{name}.json"


def test_people_are_those_who_decide_now(floor, later):
    ida, ben = floor.person("ida", "supervisor", "production"), floor.person("ben", "artist")
    assert people(floor.show) == (ben, ida)
    assert person_of(floor.show, ida.did) == ida
    ended = end_person(floor.show, "ben", now=later)
    assert ended.ended_at == later
    assert people(floor.show) == (ida,)
    with pytest.raises(BadInputError, match="is nobody's who decides"):
        person_of(floor.show, ben.did)
    with pytest.raises(BadInputError, match="decides no more since"):
        end_person(floor.show, "ben")
    with pytest.raises(BadInputError, match="There is no reviewer zoe"):
        end_person(floor.show, "zoe")


@pytest.mark.parametrize(
    ("roles", "more", "words"),
    [
        (("supervisor", "supervisor"), {}, "has a role twice"),
        (("representative",), {}, "represents nobody"),
        (("representative", "production"), {"performers": ("performer-1",)}, "nobody speaks for both sides"),
        (("supervisor",), {"performers": ("performer-1",)}, "speaks for no performer"),
        (("representative",), {"performers": ("performer-9",)}, "not enrolled in SHOW"),
        (("supervisor",), {"evidence": " "}, "without evidence of whose key"),
        (("supervisor",), {"did": "did:key:z6MkNobody"}, "did:key"),
    ],
)
def test_who_can_t_be_enrolled_is_told_why(floor, roles, more, words):
    floor.performer("performer-1")
    with pytest.raises(BadInputError, match=words):
        floor.person("ida", *roles, **more)
    assert people(floor.show) == ()


def test_an_id_is_given_once_and_a_key_is_one_persons(floor, later):
    ida = floor.person("ida", "supervisor")
    with pytest.raises(BadInputError, match="Choose another id"):
        floor.person("ida", "production")
    floor.signers["ida-2"] = floor.signers["ida"]
    with pytest.raises(BadInputError, match="is ida's already"):
        floor.person("ida-2", "production")
    end_person(floor.show, "ida", now=later)
    assert floor.person("ida-2", "production").did == ida.did
    with pytest.raises(BadInputError, match="Choose another id"):
        floor.person("ida", "production")


def test_a_record_of_before_the_end_put_back_counts_for_nothing(floor, later):
    floor.person("ida", "supervisor")
    before = path_of(floor, "ida").read_bytes()
    end_person(floor.show, "ida", now=later)
    path_of(floor, "ida").write_bytes(before)
    found = register_of(floor.show)
    assert found.people == ()
    assert "does not know it as ida's newest record" in found.problems[0]


def test_a_record_that_the_desk_did_not_sign_counts_for_nothing(floor):
    ida = floor.person("ida", "artist")
    own = memory_signer(Ed25519PrivateKey.generate())
    document = {"schema_version": "rushes/person/1", **ida.model_dump(mode="json"), "roles": ["supervisor"]}
    path_of(floor, "ida").write_text(json.dumps(add_proof(document, own, created=ida.enrolled_at)), encoding="utf-8")
    found = register_of(floor.show)
    assert found.people == ()
    assert "the show trusts the clearance desk" in found.problems[0]


def test_a_record_under_another_name_or_with_another_role_counts_for_nothing(floor):
    floor.person("ida", "artist")
    text = path_of(floor, "ida").read_text(encoding="utf-8")
    path_of(floor, "zoe").write_text(text, encoding="utf-8")
    assert "it is no record of zoe" in register_of(floor.show).problems[0]
    path_of(floor, "zoe").unlink()
    path_of(floor, "ida").write_text(text.replace("artist", "supervisor"), encoding="utf-8")
    assert "is not proven" in register_of(floor.show).problems[0]


def test_a_record_that_is_gone_takes_its_words_away_and_that_is_told(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    floor.decide(take, "circle", ida)
    path_of(floor, "ida").unlink()
    assert "are gone from" in register_of(floor.show).problems[0]
    found = outcome(floor.show, "020_0150", "v001")
    assert not found.circled
    assert "`rushes reviewer list` says why" in found.problems[0]


def test_whoever_comes_after_somebody_can_lift_what_they_held(floor, later):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    floor.decide(take, "hold", ida)
    eva = floor.person("eva", "supervisor", enrolled_at=later - timedelta(hours=2))
    floor.decide(take, "circle", eva, 1)
    assert outcome(floor.show, "020_0150", "v001").state == "held"
    end_person(floor.show, "ida", now=later)
    assert outcome(floor.show, "020_0150", "v001").circled


def test_what_was_recorded_after_a_key_was_stolen_counts_no_more_whatever_it_says_of_itself(floor, later):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    other = floor.take(version="v002", level=2)
    floor.decide(other, "circle", ida)
    stolen = floor.signed(take, "circle", ida, -60)
    theft = later + timedelta(hours=1)
    record(floor.show, stolen, now=theft + timedelta(hours=1))
    assert outcome(floor.show, "020_0150", "v001").circled
    end_person(floor.show, "ida", since=theft, now=theft + timedelta(days=2))
    found = outcome(floor.show, "020_0150", "v001")
    assert (found.state, found.decisions, found.problems) == ("open", (), ())
    assert [one.id for one in found.late] == [stolen["id"]]
    assert outcome(floor.show, "020_0150", "v002").circled, "what was recorded before stays"
    assert show_again(floor.show) == [("020_0150", "v001")]
    assert Take.load(take.folder / "take.json").decision["state"] == "open"
    assert show_again(floor.show) == []


@pytest.mark.parametrize("since", [timedelta(days=-9), timedelta(hours=9)])
def test_somebody_ends_between_their_enrolment_and_now(floor, later, since):
    floor.person("ida", "supervisor")
    with pytest.raises(BadInputError, match="Give a moment between the two"):
        end_person(floor.show, "ida", since=later + since, now=later)
