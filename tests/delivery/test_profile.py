"""Profiles: those of the house are whole, a show's own goes first, and what is wrong is one sentence."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from rushes import plugins
from rushes.delivery.codecs import CODECS
from rushes.delivery.profile import Profile, parse_profile
from rushes.delivery.shelf import BUILT_IN, find_profile, profiles_of
from rushes.errors import BadInputError
from rushes.hookspecs import hookimpl
from rushes.show import Show

RIGHT = """
name: ours
title: Ours
deliverables:
  - {kind: movie, name: "{show}_{shot}_{version}.mov", codec: dnxhr-hqx}
"""


@pytest.fixture
def show(tmp_path):
    return Show.init(tmp_path / "SHOW", Fraction(24))


def test_the_houses_profiles_come_by_the_same_hook_as_those_of_strangers():
    assert tuple(plugins.delivery_profiles()) == BUILT_IN
    assert all(profile.about and profile.deliverables for profile in plugins.delivery_profiles().values())


def test_a_plugins_profile_is_found_and_one_of_a_taken_name_is_refused(monkeypatch):
    class Plugin:
        profile = parse_profile(RIGHT, "ours.yaml")

        @hookimpl
        def rushes_delivery_profiles(self):
            return [self.profile]

    manager, plugin = plugins.plugin_manager(), Plugin()
    manager.register(plugin)
    try:
        assert tuple(plugins.delivery_profiles()) == (*BUILT_IN, "ours")
        plugin.profile = plugin.profile.model_copy(update={"name": "festival"})
        with pytest.raises(BadInputError, match="Two delivery profiles are called festival"):
            plugins.delivery_profiles()
    finally:
        manager.unregister(plugin)


def test_a_shows_own_profile_goes_first_and_is_found(show):
    (show.folder / "delivery").mkdir()
    (show.folder / "delivery" / "festival.yaml").write_text(RIGHT.replace("ours", "festival"), encoding="utf-8")
    known = profiles_of(show, plugins.delivery_profiles())
    assert find_profile("festival", known).title == "Ours"
    with pytest.raises(BadInputError, match=r"\"nobody\" is no delivery profile\. There are: netflix-vfx"):
        find_profile("nobody", known)
    (show.folder / "delivery" / "second.yaml").write_text(RIGHT.replace("ours", "festival"), encoding="utf-8")
    with pytest.raises(BadInputError, match="another profile of the show"):
        profiles_of(show, {})


def test_rates_are_fractions_whatever_they_are_called():
    profile = parse_profile(RIGHT + "rates: [23.976, 25, 30000/1001]\n", "x.yaml")
    assert profile.taken_rates == {Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("title: Ours\n", ""), "x.yaml: title is missing."),
        (("title: Ours", "titel: Ours"), '"titel" is no field of a profile.'),
        (("dnxhr-hqx", "prores"), 'deliverables number 1 codec: "prores" is none of prores-422-hq'),
        (("kind: movie", "kind: film"), 'deliverables number 1 is of kind "film"; there are exr, movie and sound.'),
        (("kind: movie, ", ""), "deliverables number 1 does not say its kind"),
        (("codec: dnxhr-hqx", "codec: dnxhr-hqx, loudnes: 1"), '"loudnes" is no field of deliverables number 1.'),
        ((".mov", ".mp4"), "its names have to end in .mov"),
        (("{version}.mov", "{version}.{frame:4}.mov"), "a single file has no {frame} in its name"),
        (("dnxhr-hqx", "h264"), "its names have to end in .mp4"),
        (("{show}_", "{vendor}_{show}_"), "names have a {vendor}, and vendor is not given."),
        (("title: Ours", "title: Ours\nrates: [23.9]"), 'timecode can\'t count "23.9" frames a second'),
        (("title: Ours", "title: Ours\nchecksums: md5"), 'checksums: "md5" is none of xxh64, xxh3, xxh128 or c4.'),
        (("title: Ours", "title: Ours\ntable: {columns: {A: b}}"), '"b" (under "A") is no column'),
        (("hqx", "hqx, loudness: {target_lufs: -23, tolerance_lu: 1, true_peak_dbtp: -1}"), "no sound"),
        (("hqx", "hqx, of: cut"), "a movie of the whole cut is of no single shot"),
        (("hqx", "hqx, handles: -1"), "handles: input should be greater than or equal to 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(change, said):
    with pytest.raises(BadInputError) as told:
        parse_profile(RIGHT.replace(*change), "x.yaml")
    assert said in str(told.value)
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")


def test_elements_need_their_name_in_the_pattern_and_exr_is_never_scaled():
    exr = (
        RIGHT.replace("kind: movie", "kind: exr")
        .replace("codec: dnxhr-hqx", "{more}")
        .replace(".mov", ".{frame:4}.exr")
    )
    for more, said in (
        ("roles: [element]", "elements of a take need {element}"),
        ("size: {width: 1920, height: 1080, fit: inside}", "EXRs are never scaled"),
    ):
        with pytest.raises(BadInputError, match=said):
            parse_profile(exr.replace("{more}", more), "x.yaml")


def test_a_profile_is_a_value():
    one, other = (parse_profile(RIGHT, "x.yaml") for _ in range(2))
    assert one == other
    assert isinstance(one, Profile)
    assert Profile.model_validate(one.model_dump()) == one


def test_the_profile_on_the_page_is_one():
    page = (Path(__file__).parents[2] / "docs" / "delivery.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert parse_profile(text, "page").name == "house-review"
    for name in (*CODECS, *BUILT_IN):
        assert name in page
