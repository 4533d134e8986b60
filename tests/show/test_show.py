import os
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.show import Show

NOBODY = 65534


@pytest.fixture
def show(tmp_path):
    return Show.init(tmp_path / "MYSHOW", Fraction(24))


def test_a_show_reads_back_as_it_was_started(tmp_path):
    started = Show.init(tmp_path / "MYSHOW", Fraction(24000, 1001), title="Die Brücke: Teil 2")
    assert Show.load(tmp_path / "MYSHOW") == started
    assert started.name == "MYSHOW"
    assert started.rate_text == "24000/1001"
    assert started.colour == "ACEScg"
    assert started.policies == ("house",)


@given(title=st.text(min_size=1, max_size=30))
def test_any_title_on_one_line_survives(tmp_path_factory, title):
    folder = tmp_path_factory.mktemp("titles") / "S"
    if not title.strip().isprintable():
        with pytest.raises(BadInputError, match="title"):
            Show.init(folder, Fraction(24), title=title)
        return
    Show.init(folder, Fraction(24), title=title)
    assert Show.load(folder).title == (title.strip() or "S")


def test_it_keeps_its_name_when_its_folder_moves(show, tmp_path):
    show.folder.rename(tmp_path / "archive")
    assert Show.load(tmp_path / "archive").name == "MYSHOW"


def test_everything_has_its_place(show):
    assert show.shot_folder("020_0150") == show.folder / "shots" / "020_0150"
    assert show.version_folder("020_0150", 2) == show.version_folder("020_0150", "v002")
    assert show.stem("020_0150", 1) == "MYSHOW_020_0150_v001"
    assert show.stem("020_0150", "v001", "comp") == "MYSHOW_020_0150_comp_v001"
    assert {show.consents.name, show.work.name, show.ledger.name} == {"consents", "work", "ledger.jsonl"}


def test_versions_are_never_given_twice(show):
    assert show.versions("020_0150") == ()
    assert show.next_version("020_0150") == "v001"
    for name in ("v001", "v003", "v004.part", "vision", "v0005"):
        show.shot_folder("020_0150").joinpath(name).mkdir(parents=True)
    show.shot_folder("020_0150").joinpath("v009").touch()
    assert show.versions("020_0150") == ("v001", "v003")
    assert show.next_version("020_0150") == "v004"


def test_a_shot_cannot_leave_the_show(show):
    with pytest.raises(BadInputError, match="is no shot"):
        show.shot_folder("../../etc")


def test_a_show_is_not_started_twice(show):
    before = (show.folder / "show.yaml").read_bytes()
    with pytest.raises(BadInputError, match="is a show already"):
        Show.init(show.folder, Fraction(25))
    assert (show.folder / "show.yaml").read_bytes() == before


def test_a_show_needs_a_place(tmp_path):
    with pytest.raises(BadInputError, match="is no folder"):
        Show.init(tmp_path / "missing" / "MYSHOW", Fraction(24))
    (tmp_path / "FILE").touch()
    with pytest.raises(BadInputError, match="is a file"):
        Show.init(tmp_path / "FILE", Fraction(24))
    with pytest.raises(BadInputError, match="name of a show"):
        Show.init(tmp_path / "MY SHOW", Fraction(24))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["FILE"]


def test_a_folder_that_is_not_ours_to_write_is_named(tmp_path):
    parent = tmp_path / "locked"
    parent.mkdir(mode=0o555)
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        with pytest.raises(BadInputError, match="can't be written"):
            Show.init(parent / "MYSHOW", Fraction(24))
    finally:
        if was == 0:
            os.seteuid(0)
    assert list(parent.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title: A", "rate is missing"),
        ("rate: true", "rate is missing"),
        ("rate: 24.5", "count"),
        ("rate: 24\ncolor: ACEScg", '"color" is no field'),
        ("rate: 24\ncolour: sRGB", "sRGB"),
        ("rate: 24\npolicies: house", "list of names"),
        ("rate: 24\nname: ../x", "name of a show"),
        ("rate: 24\ntitle: [a]", "title has to be a text"),
        ("rate: [", "not YAML"),
    ],
)
def test_a_show_file_that_is_wrong_is_said_so(show, text, words):
    (show.folder / "show.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=words):
        Show.load(show.folder)


def test_a_folder_without_a_show_says_how_to_start_one(tmp_path):
    with pytest.raises(BadInputError, match="rushes init"):
        Show.load(tmp_path)


def test_a_show_file_by_hand_needs_only_its_rate(show):
    (show.folder / "show.yaml").write_text("rate: 23.976\n", encoding="utf-8")
    loaded = Show.load(show.folder)
    assert (loaded.name, loaded.title, loaded.rate) == ("MYSHOW", "MYSHOW", Fraction(24000, 1001))


def test_a_production_may_name_its_own_certificate(show):
    path = show.folder / "show.yaml"
    path.write_text("rate: 24\nsigning: {certificate: certs/a.pem, key: certs/a.key}\n", encoding="utf-8")
    assert Show.load(show.folder).signing == {"certificate": "certs/a.pem", "key": "certs/a.key"}
    path.write_text("rate: 24\nsigning: {certificate: certs/a.pem}\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="signing needs two paths"):
        Show.load(show.folder)


DESK = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def test_a_show_names_its_clearance_desk_and_keeps_every_other_line(show):
    path = show.folder / "show.yaml"
    text = "rate: 24  # the rate\n# a comment\ntitle: Desk"
    path.write_text(text, encoding="utf-8")
    named = Show.load(show.folder).with_desk(DESK)
    assert named.clearance_desk == Show.load(show.folder).clearance_desk == DESK
    assert path.read_text(encoding="utf-8") == f"{text}\nclearance_desk: {DESK}\n"
    assert named.with_desk(DESK) is named


def test_a_desk_is_not_changed_by_the_way(show):
    named = show.with_desk(DESK)
    with pytest.raises(BadInputError, match="as the show's clearance desk"):
        named.with_desk(DESK[:-1] + "L")


@pytest.mark.parametrize("did", ["did:web:example.org", "did:key:z6Mk", "[a]", "true"])
def test_a_clearance_desk_is_a_key(show, did):
    (show.folder / "show.yaml").write_text(f"rate: 24\nclearance_desk: {did}\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="clearance_desk has to be"):
        Show.load(show.folder)
