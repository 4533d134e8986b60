"""The house's own profiles, each on a take that is as tall as they want it: what they ask for is what comes out."""

import csv

import opentimelineio as otio
import pytest

from rushes.delivery.deliver import deliver
from rushes.delivery.movies import read_movie, read_sound
from rushes.delivery.sounds import measured
from rushes.errors import CheckFailedError
from rushes.media.exr import read_exr
from rushes.plugins import delivery_profiles
from rushes.provenance import trust_roots
from rushes.provenance.verify import verify_file

TALL = (1080, 96)


def roles(package):
    rows = [*(file for take in package.record["takes"] for file in take["files"]), *package.record["files"]]
    return [row["role"] for row in rows]


def test_the_turnover(house, tmp_path):
    house.take(frames=18, handles=8, size=TALL)
    package = deliver(house.show, delivery_profiles()["netflix-vfx"], tmp_path / "OUT", note="First pass.")
    assert roles(package) == ["comp"] * 18 + ["movie"] + ["beside"] * 7
    stem = "DEMO_020_0150_comp_RSH_v001"
    header = read_exr(package.folder / stem / f"{stem}.1001.exr").header
    assert header["colorInteropID"] == "lin_ap0_scene"
    facts, frames = read_movie(package.folder / "review" / f"{stem}.mov")
    assert (facts.tag, facts.timecode, sum(1 for _ in frames)) == ("apch", "00:00:41:16", 19)
    [row] = csv.DictReader((package.folder / "submission.csv").read_text(encoding="utf-8").splitlines())
    assert (row["Version Name"], row["Frame Count"], row["Handles"]) == (stem, "18", "8")
    assert row["Submission Notes"] == "First pass."
    assert package.record["otio"] == "cut.otio"
    [line] = csv.DictReader(
        (package.folder / "disclosure" / "ai_use_register.csv").read_text(encoding="utf-8").splitlines()
    )
    assert (line["shot"], line["version"]) == ("020_0150", "v001")


def test_broadcast(house, tmp_path):
    house.take(frames=12, handles=0, size=TALL)
    package = deliver(house.show, delivery_profiles()["broadcast-prores"], tmp_path / "OUT")
    path = package.folder / "DEMO_020_0150_v001.mov"
    facts, _ = read_movie(path)
    assert (facts.width, facts.height, facts.profile, facts.channels) == (1920, 1080, "HQ", 2)
    assert measured(read_sound(path)).lufs == pytest.approx(-23, abs=0.1)
    [row] = csv.DictReader((package.folder / "delivery.csv").read_text(encoding="utf-8").splitlines())
    assert row["Loudness LUFS"] == "-23.0"


def test_the_conform_with_elements(house, tmp_path):
    house.take(frames=18, handles=8)
    package = deliver(house.show, delivery_profiles()["conform-exr"], tmp_path / "OUT")
    assert roles(package) == ["comp"] * 18 + ["element"] * 18 + ["sound", "beside", "beside", "beside", "beside"]
    [clip] = otio.adapters.read_from_file(str(package.folder / "cut.otio")).tracks[0]
    assert clip.media_reference.name_prefix == "DEMO_020_0150_comp_v001."


def test_the_festival_shows_the_whole_cut_in_order(house, tmp_path):
    house.take(frames=8, handles=2)
    house.take(shot="030_0010", frames=10, handles=2, channels=0)
    package = deliver(house.show, delivery_profiles()["festival"], tmp_path / "OUT")
    assert roles(package)[:2] == ["movie", "movie"]
    assert [take["files"] for take in package.record["takes"]] == [[], []]
    for name, tag in (("DEMO_master.mov", "ap4h"), ("DEMO_screener.mp4", "avc1")):
        facts, frames = read_movie(package.folder / name)
        assert (facts.tag, facts.timecode, sum(1 for _ in frames)) == (tag, "01:00:00:00", 10)
    assert "030_0010 has no sound: it is silent there." in package.said
    manifest = verify_file(package.folder / "DEMO_master.mov", trust_roots=trust_roots()).manifest
    assert [one["relationship"] for one in manifest["ingredients"]] == ["componentOf"] * 2
    assert {one["label"]: one["data"] for one in manifest["assertions"]}["com.rushes.take"]["takes"][1][
        "shot"
    ] == "030_0010"


def test_the_turnover_of_a_draft_is_refused_with_everything_that_it_lacks(house, tmp_path):
    house.take()
    with pytest.raises(CheckFailedError) as told:
        deliver(house.show, delivery_profiles()["netflix-vfx"], tmp_path / "OUT")
    assert "is 96x54, and netflix-vfx takes pictures of 1080 lines or more" in str(told.value)
    assert "handles of 8 frames are asked for, and it has 2 before and 2 behind" in str(told.value)
