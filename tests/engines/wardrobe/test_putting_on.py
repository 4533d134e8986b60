from dataclasses import replace

import pytest

from rushes.brief.wardrobe import Body, Piece, Wardrobe
from rushes.engines.wardrobe.asked import asked_of
from rushes.engines.wardrobe.look import drafted
from rushes.engines.wardrobe.putting_on import check_putting_on
from rushes.engines.wardrobe.space import look_of, usual_values
from rushes.errors import BadInputError

GARMENTS = ("shirt", "trousers", "circle_skirt", "pencil_skirt", "dress", "waistcoat", "jacket", "tailcoat", "coat", "overalls", "cape")  # fmt: skip


def tried(garment, body=None, *, smaller=0.0, **piece):
    asked = asked_of(body or Body(), Wardrobe(pieces=(Piece(garment=garment, **piece),)))
    look = look_of(asked, usual_values(asked))
    one = look.dressed[0]
    made = drafted(one.pieces[0], one)
    made = replace(made, measures=tuple((name, value - smaller) for name, value in made.measures))
    check_putting_on(made, one.pieces[0], one.measures)


@pytest.mark.parametrize("garment", GARMENTS)
def test_whatever_is_usual_can_be_put_on(garment):
    for build in ("thin", "stout"):
        for sex in ("female", "male"):
            tried(garment, Body(build=build, sex=sex))


def test_a_dress_without_a_closure_has_to_pass_head_and_hips_or_shoulders():
    with pytest.raises(BadInputError, match=r"no closure, its neck opening is \d+ cm around, and the head 56"):
        tried("dress", style={"closure": "none", "neck": 0.02})
    with pytest.raises(BadInputError, match=r"no closure, its waist is \d+ cm around, and has to pass the"):
        tried("dress", style={"closure": "none", "neck": 0.09})


def test_a_knit_gives_while_it_is_put_on():
    tried("dress", fabric="knit", style={"closure": "none", "neck": 0.09, "waist_ease": 0.12})


def test_a_skirt_without_a_closure_can_t_pass_the_hips():
    with pytest.raises(BadInputError, match=r"its waist is 76 cm around, and has to pass the hips of 98"):
        tried("pencil_skirt", style={"closure": "none"})


def test_a_hem_has_to_pass_the_heel():
    with pytest.raises(BadInputError, match=r"the hem is 30 cm around, and the heel 35"):
        tried("trousers", Body(sex="male", build="stout"), style={"hem": 0.30})


def test_a_garment_smaller_than_the_body_can_t_be_done_up():
    with pytest.raises(BadInputError, match=r"The pencil skirt can't be done up: its waist is 6\d"):
        tried("pencil_skirt", smaller=0.06)


def test_a_knee_smaller_than_the_body_s_is_refused():
    with pytest.raises(
        BadInputError, match=r"The trousers can't be done up: its knee is 3\d\.\d cm around, and the body's"
    ):
        tried("trousers", Body(sex="male", build="stout"), style={"knee": 0.38, "hem": 0.44})
