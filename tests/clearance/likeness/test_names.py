"""Names are found however they are written, and nobody is found across the borders of words."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance.likeness.names import Found, NameIndex


@dataclass(frozen=True)
class Person:
    id: str
    names: tuple[str, ...]


PEOPLE = (
    Person("p-1", ("Odalys Brenneke", "O. Brenneke", "Dally Brenneke")),
    Person("p-2", ("Tobias Achterberg",)),
    Person("p-3", ("Robert Ashgrove",)),
    Person("p-4", ("Will Chase",)),
    Person("p-5", ("Ida Red",)),
    Person("p-6", ("Maria de la Fuente",)),
)
INDEX = NameIndex(PEOPLE)


def found(text: str) -> set[tuple[str, str, bool]]:
    return {(one.performer, one.how, one.sure) for one in INDEX.find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Odalys Brenneke",
        "odalys brenneke laughs",
        "ODALYS BRENNEKE",
        "Odalys Brenneke's twin",
        "Odalys\nBrenneke",
        "Dally Brenneke",
        "O. Brenneke at the door",
        "Odalys M. Brenneke",
    ],
)
def test_a_name_as_it_is_written_is_named(text: str) -> None:
    assert ("p-1", "named", True) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "0d4lys Br3nneke",
        "Od@lys Brenn€ke",
        "O d a l y s  B r e n n e k e",
        "O.d.a.l.y.s. B.r.e.n.n.e.k.e",
        "O-d-a-l-y-s B-r-e-n-n-e-k-e",
        "Oda-lys Bren-ne-ke",
        "OdalysBrenneke",
        "odalysbrenneke",
        "#odalysbrenneke",
        "@odalys_brenneke",
        "#OdalysBrennekeForever",
        "odalysbrennekefans",
        "Odalys🔥Brenneke",
        "O🔥d🔥a🔥l🔥y🔥s B🔥r🔥e🔥n🔥n🔥e🔥k🔥e",
        "Brenneke, Odalys",
        "BRENNEKE Odalys",
        "Оdаlуs Вrеnnеkе",
        "ekennerB syladO",
        "Одалис Бреннеке",
    ],
)
def test_a_name_in_disguise_is_known(text: str) -> None:
    assert {(performer, sure) for performer, _, sure in found(text)} == {("p-1", True)}


def test_a_short_form_with_the_surname_is_known() -> None:
    assert ("p-3", "short", True) in found("Bob Ashgrove waves")
    assert ("p-3", "short", True) in found("Ashgrove, Bobby")


@pytest.mark.parametrize(
    "text", ["Odalis Breneke", "Odalys Brenneka", "Odalsy Brenneke", "Tobias Achtenberg", "Tobias Akterberg"]
)
def test_a_slip_of_the_pen_is_asked_about(text: str) -> None:
    assert {sure for _, _, sure in found(text)} == {False}


@pytest.mark.parametrize(
    "text", ["Brenneke at the window", "Odalys at the window", "O Brennekes, no: T. Achterberg", "Tobias A. waves"]
)
def test_half_a_name_is_asked_about(text: str) -> None:
    assert {sure for _, _, sure in found(text)} == {False}


def test_half_a_name_beside_the_whole_is_the_same_person() -> None:
    assert found("Odalys Brenneke sits. Odalys smiles.") == {("p-1", "named", True)}


@pytest.mark.parametrize(
    "text",
    [
        "the Brenner key for Brenne key holders",
        "Chase the van",
        "Will opens the door",
        "He sees the will. Chase the van!",
        "I dared",
        "a bridge, a red door",
        "the total sysadmin brought a new bren, nek e",
        "",
        "   ",
        "\u200b",
    ],
)
def test_nobody_is_found_across_the_borders_of_words(text: str) -> None:
    assert not any(one.sure for one in INDEX.find(text))
    assert not {one.performer for one in INDEX.find(text)} - {"p-1"}


def test_words_that_happen_to_be_a_name_are_not_certain() -> None:
    assert not any(one.sure for one in INDEX.find("they will chase the van"))
    assert any(one.sure for one in INDEX.find("Will Chase runs"))


def test_a_name_of_several_words_is_found_without_its_middle() -> None:
    assert ("p-6", "named", True) in found("Maria de la Fuente")
    assert ("p-6", "named", True) in found("Maria Fuente")


def test_two_people_of_one_name_are_both_found() -> None:
    index = NameIndex([Person("a", ("Ada Moss",)), Person("b", ("Ada Moss",))])
    assert {one.performer for one in index.find("Ada Moss")} == {"a", "b"}


@settings(deadline=None)  # the first text of a process reads the lists
@given(st.text(max_size=120))
def test_any_text_can_be_looked_through(text: str) -> None:
    for one in INDEX.find(text):
        assert isinstance(one, Found)
        assert one.start < one.end


@settings(deadline=None)  # the first text of a process reads the lists
@given(
    st.sampled_from(PEOPLE[:3]),
    st.randoms(use_true_random=False),
    st.sampled_from([" ", ".", "-", "_", "·", "\u200b", "🔥"]),
)
def test_letters_parted_by_anything_are_known(person: Person, chance: random.Random, mark: str) -> None:
    name = person.names[0]
    parted = "".join(letter + (mark if letter != " " and chance.random() < 0.9 else "") for letter in name)
    assert person.id in {one.performer for one in INDEX.find(parted)}


def test_ten_thousand_people_are_looked_for_in_two_milliseconds() -> None:
    chance = random.Random(7)  # noqa: S311 - the same names each time, no secret
    syllables = "ba be bi bo da de di do fa fe ga go ka ke la le li lo ma me mi mo na ne ni no ra re ri ro sa se ta te ti to va ve vi vo za ze".split()

    def word() -> str:
        return "".join(chance.choice(syllables) for _ in range(chance.randint(2, 4))).capitalize()

    people = [Person(f"p-{number}", (f"{word()} {word()}", f"{word()} {word()}")) for number in range(10_000)]
    index = NameIndex(people)
    text = (
        "A brick warehouse on the river falls at dusk, dust rolls to the camera and the light of the late sun is warm. "
        * 5
    )[:480]
    text += people[77].names[0]
    index.find(text)
    times = []
    for _ in range(30):
        start = time.perf_counter()
        hits = index.find(text)
        times.append(time.perf_counter() - start)
    assert "p-77" in {one.performer for one in hits}
    # Ten times the 2 ms that are asked for on a quiet machine: this one may be busy, and a scan over all names takes seconds.
    assert sorted(times)[len(times) // 2] < 0.02


LEET = str.maketrans("aeiostAEIOST", "431057431057")
CYRILLIC = str.maketrans("aeopcxyABEHKMOPCTX", "аеорсхуАВЕНКМОРСТХ")
DISGUISES = {
    "small letters": str.lower,
    "capitals": str.upper,
    "digits": lambda name: name.translate(LEET),
    "Cyrillic letters": lambda name: name.translate(CYRILLIC),
    "full width": lambda name: "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in name),
    "spaced": lambda name: " ".join(name.replace(" ", "")),
    "dotted": lambda name: " ".join(".".join(word) for word in name.split()),
    "hyphens": lambda name: "-".join(name.replace(" ", "-")),
    "glued": lambda name: name.replace(" ", ""),
    "a handle": lambda name: "@" + name.replace(" ", "_").lower(),
    "a tag": lambda name: "#" + name.replace(" ", "") + "Fan",
    "no width": "\u200b".join,
    "emoji": "🔥".join,
    "surname first": lambda name: ", ".join(reversed(name.split(" "))),
    "backwards": lambda name: name[::-1],
    "lines": lambda name: name.replace(" ", "\n"),
    "struck through": lambda name: "".join(f"{letter}\u0337" for letter in name),
    "an initial between": lambda name: name.replace(" ", " J. "),
    "digits and no width": lambda name: "\u200b".join(name.translate(LEET)),
}
FIRSTS = "Odalys Tobias Maren Ignatius Rosalba Kirill Leonie Thaddeus Mirela Farid Ottoline Casimir Wenda Sanne Nuria".split()
LASTS = "Brenneke Achterberg Tollkvist Okonjo Quennevick Dobrovansky Vastergard Castravet Hasekura Haddadi Lindqvist Aurelsk Haumont".split()


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES.keys())
@settings(deadline=None)  # the first text of a process reads the lists
@given(
    first=st.sampled_from(FIRSTS),
    last=st.sampled_from(LASTS),
    frame=st.sampled_from(["{} at dusk", "behind {}", "close-up: {}, smiling"]),
)
def test_a_disguise_works_for_nobody(disguise: Callable[[str], str], first: str, last: str, frame: str) -> None:
    name = f"{first} {last}"
    index = NameIndex([Person("p-1", (name,)), Person("p-2", ("Somebody Else",))])
    assert {(one.performer, one.sure) for one in index.find(frame.format(disguise(name)))} == {("p-1", True)}
