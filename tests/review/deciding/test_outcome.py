"""The rule of the outcome: the newest word of each counts, in whatever order the records are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.review.deciding import THEIRS, VERDICTS, Decision, Person, outcome_of
from rushes.show import ROLES, Show

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHA = "a" * 64
ROLES_HERE = tuple(role for role in ROLES if role != "representative")
SHOWN = ("performer-1", "performer-2")


def person(name, *roles, performers=(), ended=False):
    return Person(
        id=name, name=name, roles=roles, did="did:key:z6Mk", performers=performers, enrolled_at=START,
        ended_at=START + timedelta(days=1) if ended else None,
    )  # fmt: skip


PEOPLE = {
    one.id: one
    for one in (
        person("ida", "supervisor", "production"),
        person("ben", "production"),
        person("eva", "supervisor", "clearance", "artist"),
        person("mia", "artist"),
        person("agent-1", "representative", performers=("performer-1",)),
        person("agent-2", "representative", performers=SHOWN),
    )
}


def word(minute, name, role, verdict, **more):
    return Decision(
        id=f"urn:uuid:00000000-0000-4000-8000-{minute:012x}", show="S", shot="020_0150", version="v001", verdict=verdict,
        person=name, role=role, did="did:key:z6Mk", take_sha256=SHA, frames_sha256=SHA,
        decided_at=START + timedelta(minutes=minute), **more,
    )  # fmt: skip


@st.composite
def words(draw):
    """Some decisions, each at a moment of its own, each somebody's to make."""
    said = []
    for minute in range(draw(st.integers(0, 12))):
        one = PEOPLE[draw(st.sampled_from(sorted(PEOPLE)))]
        role = draw(st.sampled_from(one.roles))
        verdicts = THEIRS if role == "representative" else tuple(v for v in VERDICTS if v not in THEIRS)
        said.append(word(minute, one.id, role, draw(st.sampled_from(verdicts))))
    return said


quorums = st.lists(st.sampled_from(ROLES), max_size=4).map(tuple)


def newest(said):
    return {(one.person, one.role): one for one in sorted(said, key=lambda one: one.decided_at)}.values()


@given(said=words(), quorum=quorums, data=st.data())
def test_the_order_of_the_records_says_nothing(said, quorum, data):
    shuffled = data.draw(st.permutations(said))
    first = outcome_of(said, quorum=quorum, people=PEOPLE, shown=SHOWN)
    assert outcome_of(shuffled, quorum=quorum, people=PEOPLE, shown=SHOWN) == first


@given(said=words(), quorum=quorums)
def test_older_words_of_the_same_person_in_the_same_role_say_nothing(said, quorum):
    whole = outcome_of(said, quorum=quorum, people=PEOPLE, shown=SHOWN)
    last = outcome_of(newest(said), quorum=quorum, people=PEOPLE, shown=SHOWN)
    assert (whole.state, whole.missing, whole.blocked_by) == (last.state, last.missing, last.blocked_by)


@given(said=words(), quorum=quorums)
def test_nothing_is_circled_over_somebodys_no_or_without_as_many_people_as_seats(said, quorum):
    found = outcome_of(said, quorum=quorum, people=PEOPLE, shown=SHOWN)
    if not found.circled:
        return
    last = newest(said)
    assert not any(one.verdict in {"refuse", "suspend"} for one in last)
    assert not any(one.verdict in {"hold", "kill"} and one.role != "artist" for one in last)
    circled = [one for one in last if one.verdict == "circle"]
    assert circled, "nothing is circled that nobody circled"
    seats = [seat for seat in quorum if seat != "representative"]
    assert len({one.person for one in circled}) >= len(seats)
    for role in set(seats):
        assert len({one.person for one in circled if one.role == role}) >= seats.count(role)
    if "representative" in quorum:
        approved = {name for one in last if one.verdict == "approve" for name in PEOPLE[one.person].performers}
        assert approved >= set(SHOWN)
    if not seats:
        assert {one.role for one in circled} & {"supervisor", "production"}


@given(said=words(), quorum=quorums)
def test_one_more_circle_never_leaves_more_seats_empty_and_a_larger_quorum_never_fewer(said, quorum):
    before = outcome_of(said, quorum=quorum, people=PEOPLE, shown=SHOWN)
    more = outcome_of([*said, word(99, "ben", "production", "circle")], quorum=quorum, people=PEOPLE, shown=SHOWN)
    assert len(more.missing) <= len(before.missing)
    if quorum:
        larger = outcome_of(said, quorum=(*quorum, "clearance"), people=PEOPLE, shown=SHOWN)
        assert len(larger.missing) >= len(before.missing)


@given(said=words(), quorum=quorums)
def test_the_state_follows_from_who_stands_in_the_way_and_who_is_missing(said, quorum):
    found = outcome_of(said, quorum=quorum, people=PEOPLE, shown=SHOWN)
    kills = any(one.verdict == "kill" and one.role in {"supervisor", "production"} for one in found.blocked_by)
    wanted = "killed" if kills else "held" if found.blocked_by else "open" if found.missing else "circled"
    assert found.state == wanted
    assert set(found.blocked_by) <= set(found.decisions)


@given(said=words(), quorum=quorums)
def test_a_decision_that_can_t_be_believed_keeps_a_take_from_being_circled(said, quorum):
    found = outcome_of(said, quorum=quorum, people=PEOPLE, shown=SHOWN, problems=("One is gone.",))
    assert found.state in {"held", "killed"}


def test_whoever_has_two_roles_fills_one_seat():
    said = [word(1, "ida", "supervisor", "circle"), word(2, "ida", "production", "circle")]
    quorum = ("supervisor", "production")
    assert outcome_of(said, quorum=quorum, people=PEOPLE).missing == ("production",)
    more = [*said, word(3, "ben", "production", "circle")]
    assert outcome_of(more, quorum=quorum, people=PEOPLE).circled
    other = [*said, word(3, "eva", "supervisor", "circle")]
    assert outcome_of(other, quorum=quorum, people=PEOPLE).circled, "ida moves over to production"


def test_two_seats_of_a_role_are_two_people():
    quorum = ("supervisor", "supervisor")
    said = [word(1, "ida", "supervisor", "circle")]
    assert outcome_of(said, quorum=quorum, people=PEOPLE).missing == ("supervisor",)
    assert outcome_of([*said, word(2, "eva", "supervisor", "circle")], quorum=quorum, people=PEOPLE).circled


def test_an_artists_word_is_told_and_stops_nobody():
    said = [word(1, "ida", "supervisor", "circle"), word(2, "mia", "artist", "kill")]
    found = outcome_of(said, people=PEOPLE)
    assert found.circled
    assert found.decisions[-1].verdict == "kill"


def test_clearance_holds_and_does_not_kill():
    said = [word(1, "ida", "supervisor", "circle"), word(2, "eva", "clearance", "kill")]
    assert outcome_of(said, people=PEOPLE).state == "held"


def test_a_representatives_seat_is_every_performers_approval():
    quorum, circle = ("supervisor", "representative"), word(1, "ida", "supervisor", "circle")
    first = word(2, "agent-1", "representative", "approve")
    assert outcome_of([circle, first], quorum=quorum, people=PEOPLE, shown=SHOWN).missing == ("representative",)
    both = [circle, first, word(3, "agent-2", "representative", "approve")]
    assert outcome_of(both, quorum=quorum, people=PEOPLE, shown=SHOWN).circled
    assert outcome_of([circle], quorum=quorum, people=PEOPLE).circled, "nobody is shown, so nobody is asked"


def test_an_approval_alone_circles_nothing():
    quorum, word_of_hers = ("representative",), word(1, "agent-2", "representative", "approve")
    assert outcome_of([], quorum=quorum, people=PEOPLE).missing == ("supervisor or production",)
    assert outcome_of([word_of_hers], quorum=quorum, people=PEOPLE, shown=SHOWN).missing == (
        "supervisor or production",
    )
    assert outcome_of(
        [word_of_hers, word(2, "ben", "production", "circle")], quorum=quorum, people=PEOPLE, shown=SHOWN
    ).circled


def test_a_new_agent_lifts_what_the_old_one_refused_only_for_the_same_performers():
    old = person("old", "representative", performers=SHOWN, ended=True)
    people = PEOPLE | {"old": old}
    said = [word(1, "ida", "supervisor", "circle"), word(2, "old", "representative", "refuse")]
    assert outcome_of(said, people=people, shown=SHOWN).state == "held"
    one = [*said, word(3, "agent-1", "representative", "approve")]
    assert outcome_of(one, people=people, shown=SHOWN).state == "held"
    both = [*said, word(3, "agent-2", "representative", "approve")]
    assert outcome_of(both, people=people, shown=SHOWN).circled
    assert (
        outcome_of(both, people=PEOPLE | {"old": old.model_copy(update={"ended_at": None})}, shown=SHOWN).state
        == "held"
    )


def test_contributions_are_the_newest_words_of_each_once():
    said = [
        word(1, "ida", "supervisor", "circle", human_contribution="Old words."),
        word(2, "ida", "supervisor", "circle", human_contribution="Keys by hand."),
        word(3, "ben", "production", "circle", human_contribution="Keys by hand."),
    ]
    assert outcome_of(said, people=PEOPLE).human_contribution == "Keys by hand."


@pytest.fixture
def show(tmp_path):
    return Show.init(tmp_path / "S", Fraction(24))


def with_review(show, line):
    path = show.folder / "show.yaml"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return Show.load(show.folder)


def test_a_show_names_its_quorum(show):
    assert show.quorum == ()
    read = with_review(show, "review: {quorum: {circle: [supervisor, production, representative]}}")
    assert read.quorum == ("supervisor", "production", "representative")


@pytest.mark.parametrize(
    "line",
    [
        "review: supervisor",
        "review: {quorum: [supervisor]}",
        "review: {quorum: {circle: []}}",
        "review: {quorum: {kill: [supervisor]}}",
        "review: {quorum: {circle: [boss]}}",
        "review: {quorum: {circle: [{a: b}]}}",
        f"review: {{quorum: {{circle: [{', '.join(['artist'] * 13)}]}}}}",
    ],
)
def test_a_quorum_that_is_none_is_one_sentence(show, line):
    with pytest.raises(BadInputError, match=r"show\.yaml: review"):
        with_review(show, line)
