"""Delivered EXRs: bit for bit where nothing may be lost, bounded where something may, and honest headers."""

from fractions import Fraction

import numpy as np
import pytest

from rushes.delivery.exrs import CHROMATICITIES, exr_faults, is_same_file, write_delivered
from rushes.delivery.profile import ExrSequence
from rushes.media.colour import convert
from rushes.media.exr import is_whole, read_exr, write_exr
from small_house import SIZE, light

RATE = Fraction(24000, 1001)


def asked(**changes):
    fields = {"kind": "exr", "name": "{shot}_{element}.{frame}.exr", "channels": "all"}
    return ExrSequence(**(fields | changes))


@pytest.fixture
def source(tmp_path):
    half = (light(1010) + np.random.default_rng(3).normal(0, 0.01, (*SIZE, 4))).astype(np.float16)
    planes = {band: half[..., at] for at, band in enumerate("RGBA")}
    planes |= {
        "depth.Z": np.random.default_rng(4).random(SIZE).astype(np.float32),
        "N.X": half[..., 0] - np.float16(0.5),
    }
    planes["id.u"] = np.arange(SIZE[0] * SIZE[1], dtype=np.uint32).reshape(SIZE)
    write_exr(tmp_path / "source.exr", planes, frame=1010, rate=RATE)
    return tmp_path / "source.exr"


@pytest.mark.parametrize("compression", ["zip", "zips", "piz"])
def test_nothing_is_lost_of_any_channel(source, tmp_path, compression):
    wanted = asked(compression=compression)
    write_delivered(tmp_path / "out.exr", source, wanted, RATE)
    assert exr_faults(tmp_path / "out.exr", source, wanted, RATE) == []
    one, other = read_exr(source), read_exr(tmp_path / "out.exr")
    assert set(one.channels) == set(other.channels)
    for name, plane in one.channels.items():
        assert other.channels[name].dtype == plane.dtype
        assert other.channels[name].tobytes() == plane.tobytes()
    assert other.header["framesPerSecond"] == RATE
    assert other.header["timeCode"].frame == one.header["timeCode"].frame
    assert is_whole(tmp_path / "out.exr")


@pytest.mark.parametrize("space", CHROMATICITIES)
def test_a_space_is_in_the_pixels_and_in_the_header(source, tmp_path, space):
    wanted = asked(colour=space, channels="rgba")
    write_delivered(tmp_path / "out.exr", source, wanted, RATE)
    assert exr_faults(tmp_path / "out.exr", source, wanted, RATE) == []
    out = read_exr(tmp_path / "out.exr")
    assert out.header["chromaticities"] == pytest.approx(CHROMATICITIES[space], abs=1e-6)
    assert np.allclose(convert(out.picture()[..., :3], space, "ACEScg"), read_exr(source).picture()[..., :3], atol=4e-3)
    assert out.channels["A"].tobytes() == read_exr(source).channels["A"].tobytes()


def test_a_packed_file_does_not_pass_itself_off_as_an_aces_container(source, tmp_path):
    write_delivered(tmp_path / "out.exr", source, asked(colour="ACES2065-1", channels="rgb"), RATE)
    header = read_exr(tmp_path / "out.exr").header
    assert "acesImageContainerFlag" not in header  # SMPTE ST 2065-4 wants it unpacked
    assert header["colorInteropID"] == "lin_ap0_scene"


def test_what_is_lossy_is_bounded(source, tmp_path):
    fine = asked(compression="dwaa", channels="rgba", dwa_level=20)
    write_delivered(tmp_path / "out.exr", source, fine, RATE)
    assert exr_faults(tmp_path / "out.exr", source, fine, RATE) == []
    coarse = asked(compression="dwaa", channels="rgba", dwa_level=500)
    write_delivered(tmp_path / "coarse.exr", source, coarse, RATE)
    [fault] = exr_faults(tmp_path / "coarse.exr", source, coarse, RATE)
    assert "45 are asked for" in fault


def test_what_departs_from_what_was_asked_is_told(source, tmp_path):
    write_delivered(tmp_path / "out.exr", source, asked(compression="zip"), RATE)
    for wanted, rate, said in (
        (asked(compression="piz"), RATE, "packed by"),
        (asked(), Fraction(24), "frames a second"),
        (asked(colour="ACES2065-1", channels="rgb"), RATE, "says that its colours are lin_ap1_scene"),
        (asked(channels="rgb"), RATE, "holds A, B, G, N.X, R, depth.Z, id.u, not B, G, R"),
    ):
        assert said in " ".join(exr_faults(tmp_path / "out.exr", source, wanted, rate))
    other = {name: plane.copy() for name, plane in read_exr(source).channels.items()}
    other["G"][3, 4] += np.float16(0.01)
    write_exr(tmp_path / "other.exr", other, frame=1010, rate=RATE)
    assert exr_faults(tmp_path / "out.exr", tmp_path / "other.exr", asked(), RATE) == [
        "out.exr: channel G is not the take's, bit for bit."
    ]


def test_only_what_is_already_as_asked_is_copied(source):
    assert is_same_file(asked(compression="zip"), source)
    for changes in ({"compression": "piz"}, {"colour": "Linear Rec.2020"}, {"channels": "rgb"}):
        assert not is_same_file(asked(**changes), source)
