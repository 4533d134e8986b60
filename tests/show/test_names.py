import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.show import (
    Name,
    check_shot_name,
    check_show_name,
    format_name,
    parse_name,
    parse_version,
    version_name,
)

SHOWS = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9_-]{0,30}[A-Za-z0-9])?", fullmatch=True)
SHOTS = st.from_regex(r"[A-Za-z0-9]{1,8}_[0-9]{3,5}[A-Z]?", fullmatch=True)
NAMES = st.builds(
    Name,
    show=SHOWS,
    shot=SHOTS,
    version=st.integers(1, 9999),
    element=st.just("") | st.from_regex(r"[a-z][a-z0-9-]{0,31}", fullmatch=True),
    frame=st.integers(0, 999_999),
    extension=st.sampled_from(["exr", "png", "usdc"]),
)


@given(NAMES)
def test_every_name_reads_back_as_it_was_written(name):
    assert parse_name(format_name(name)) == name


@given(SHOWS, SHOTS, st.integers(1, 9999))
def test_a_stem_is_a_name_too(show, shot, version):
    stem = Name(show, shot, version)
    assert parse_name(format_name(stem)) == stem


@given(st.text())
def test_no_text_breaks_the_reader(text):
    try:
        name = parse_name(text)
    except BadInputError:
        return
    assert parse_name(format_name(name)) == name


def test_the_trades_example():
    name = Name("SHOW", "020_0150", 1, "comp", 1001, "exr")
    assert format_name(name) == "SHOW_020_0150_comp_v001.1001.exr"
    assert format_name(Name("SHOW", "020_0150", 1)) == "SHOW_020_0150_v001"
    assert parse_name("MY_SHOW_2_020_0150_v012.mp4") == Name("MY_SHOW_2", "020_0150", 12, extension="mp4")


@pytest.mark.parametrize("name", ["", "MY SHOW", "../SHOW", "SHOW.", "-SHOW", "Überfall", "S" * 33, "a\nb", "A\n"])
def test_a_show_needs_a_name_that_files_can_carry(name):
    with pytest.raises(BadInputError, match="name of a show"):
        check_show_name(name)


@pytest.mark.parametrize("name", ["", "0200150", "020-0150", "020_01", "../etc_0150", "020_0150\n", "020_0150_0160"])
def test_a_shot_is_sequence_and_number(name):
    with pytest.raises(BadInputError, match="is no shot"):
        check_shot_name(name)


@given(st.integers(1, 9999))
def test_versions_count_from_v001(version):
    assert parse_version(version_name(version)) == version


@pytest.mark.parametrize(
    "name", ["v000", "v0000", "v01", "v0001", "V001", "001", "v001.part", "v10000", "v\u0660\u0660\u0661"]
)
def test_what_only_looks_like_a_version_is_none(name):
    with pytest.raises(BadInputError, match="is no version"):
        parse_version(name)


@pytest.mark.parametrize("version", [0, -1, 10_000])
def test_a_version_outside_its_four_digits_is_refused(version):
    with pytest.raises(BadInputError):
        version_name(version)


@pytest.mark.parametrize(
    "name",
    [
        Name("SHOW", "020_0150", 1, "Comp"),
        Name("SHOW", "020_0150", 1, "", 1001),
        Name("SHOW", "020_0150", 1, "", -5, "exr"),
        Name("SHOW", "020_0150", 1, "", None, "e/x"),
    ],
)
def test_a_name_that_could_not_be_read_back_is_not_written(name):
    with pytest.raises(BadInputError):
        format_name(name)
