"""The grammar of styles: whose style words ask for, in any writing, and what is nobody's."""

from __future__ import annotations

import pytest

from rushes.clearance.likeness.artists import artist_called, artists, artists_in
from rushes.clearance.likeness.disguise import clean
from rushes.clearance.likeness.styles import styles
from rushes.clearance.question import Owner


def whose(text: str, **own: Owner) -> list[tuple[str, int | None]]:
    return [(owner.name, owner.died) for one in styles(clean(text), own) for owner in one.owners]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a lobby in the style of Wes Anderson", "Wes Anderson"),
        ("a lobby in the style of wes anderson, symmetrical", "Wes Anderson"),
        ("a dining room in the style of banksy", "Banksy"),
        ("a room in the style of P1casso", "Pablo Picasso"),
        ("a room in the style of Рiсаssо", "Pablo Picasso"),
        ("a room in the style of p.i.c.a.s.s.o", "Pablo Picasso"),
        ("a room in the style of 𝓟𝓲𝓬𝓪𝓼𝓼𝓸", "Pablo Picasso"),
        ("a room à la Kubrick", "Stanley Kubrick"),
        ("a room a la wong kar-wai", "Wong Kar-wai"),
        ("a hall like a hopper painting", "Edward Hopper"),
        ("a Hopperesque diner", "Edward Hopper"),
        ("a hockneyesque pool", "David Hockney"),
        ("a bedroom, lynchian", "David Lynch"),
        ("a Tim Burton-esque staircase", "Tim Burton"),
        ("a chanel-style jacket", "Coco Chanel"),
        ("ghibli style street", "Studio Ghibli"),
        ("a hall styled like Gehry", "Frank Gehry"),
        ("a hall by Tadao Ando", "Tadao Ando"),
        ("an Eames lounge chair by the window", "Charles and Ray Eames"),
        ("a chair by Mies van der Rohe", "Mies van der Rohe"),
        ("a Rothko on the wall", "Mark Rothko"),
        ("a living room as if Hockney had painted it", "David Hockney"),
        ("a room in Frida Kahlo's style", "Frida Kahlo"),
        ("a stairwell in banksy's style", "Banksy"),
        ("a coat designed by Alexander McQueen", "Alexander McQueen"),
    ],
)
def test_a_style_is_found_in_any_writing(text: str, name: str) -> None:
    assert [owner for owner, _ in whose(text)] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a room in the style of Rose Wylie with a house in the window", "Rose Wylie"),
        ("a room in the style of Rivers", "Rivers"),
        ("a street in the style of Odd Vesterhus", "Odd Vesterhus"),
        ("a street in the style of rosa vesterhus", "rosa vesterhus"),
        ("a street in the style of vesterhus", "vesterhus"),
        ("a Vesterhusesque street", "Vesterhus"),
        ("in the style of Tina Turner", "Tina Turner"),
    ],
)
def test_an_artist_whom_no_list_knows_is_found_by_the_grammar_and_not_known_to_be_dead(text: str, name: str) -> None:
    found = whose(text)
    assert [died for _, died in found] == [None]
    assert name in found[0][0]


@pytest.mark.parametrize(
    "text",
    [
        "a bunker, style of the 1920s",
        "a lobby in the style of Art Deco",
        "a lobby in art deco style",
        "a hall in the style of the Bauhaus",
        "a hall in the style of the Dutch masters",
        "a diner in the style of the American West",
        "a palace hall in the style of Versailles",
        "in the style of a river bed",
        "a wall in the style of brick gothic",
        "a shelf in the style of wood cabinets",
        "a robe in the style of a monk",
        "a Victorian-style parlour, a Swiss-style poster",
        "a Romanesque arch, a statuesque column, picturesque ruins",
        "a Georgian terrace, an Edwardian bathroom, an Italian marble",
        "a Gothic Revival hall, mid-century lamps, wabi-sabi plaster",
        "a cabinet in the style of shaker furniture",
        "a warehouse in the style of wharves, weathered",
        "a set inspired by Brutalism",
        "a look of old money; a palette of ochre and teal",
        "in the style of film noir",
        "in the manner of a stage set",
        "turner the page over; the hopper is full; dove grey",
    ],
)
def test_times_schools_techniques_and_things_are_nobodys(text: str) -> None:
    assert whose(text) == []


@pytest.mark.parametrize(
    ("text", "name", "died"),
    [
        ("a chapel in the style of Caravaggio", "Caravaggio", 1610),
        ("a Caravaggesque tavern", "Caravaggio", 1610),
        ("a face-on set with Rembrandt lighting", "Rembrandt", 1669),
        ("wallpaper by William Morris", "William Morris", 1896),
        ("a Chippendale cabinet", "Thomas Chippendale", 1779),
        ("a salon in the style of Louis XIV", "Louis XIV", 1715),
        ("a room in Monet's palette", "Claude Monet", 1926),
    ],
)
def test_of_who_is_long_dead_the_year_is_known(text: str, name: str, died: int) -> None:
    assert whose(text) == [(name, died)]


def test_every_artist_of_a_phrase_counts() -> None:
    assert whose("in the style of Caravaggio and Banksy") == [("Caravaggio", 1610), ("Banksy", None)]
    assert whose("in the style of Vermeer and Ottilie Quarterstone") == [
        ("Johannes Vermeer", 1675),
        ("Ottilie Quarterstone", None),
    ]


def test_nearly_the_name_of_a_dead_artist_is_somebody_elses() -> None:
    assert whose("in the style of Rembrant van Rijk")[0][1] is None


def test_what_a_show_registered_is_known_in_styles() -> None:
    own = {"Odd Vesterhus": Owner(name="Odd Vesterhus", died=2021)}
    assert whose("in the style of 0dd Vesterhu5", **own) == [("Odd Vesterhus", 2021)]


def test_the_list_holds_names_and_years_and_nothing_else() -> None:
    listed = artists()
    assert len(listed) > 300
    assert all(owner.died is None or 1200 < owner.died < 2026 for owner in listed.values())
    assert artist_called("xyz") is None
    assert artists_in("nobody at all") == ()
