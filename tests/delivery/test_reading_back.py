"""What is delivered is read back against the profile: every way in which a file may not be what was asked is found."""

import pytest

from rushes.delivery.admission import admit
from rushes.delivery.making import make
from rushes.delivery.materials import material_of
from rushes.delivery.order import Order, whole_cut
from rushes.delivery.profile import parse_profile
from rushes.delivery.reading_back import faults
from rushes.delivery.sealing import sealer
from rushes.provenance import choose_signer, trust_roots

BASE = {"codec": "prores-422-hq", "handles": "1", "slate": "false", "burn_in": "false", "sound": "stereo"}


def item_of(house, **changes):
    """Return the one movie of a profile, and the profile."""
    asked = ", ".join(f"{name}: {value}" for name, value in (BASE | changes).items())
    text = f'name: one\ntitle: One\ndeliverables:\n  - {{kind: movie, name: "{{show}}_{{shot}}_{{version}}.mov", {asked}}}\n'
    profile = parse_profile(text, "one.yaml")
    material = material_of(admit(house.show, "020_0150", "v001", profile, now=house.now, roots=trust_roots()))
    [item] = Order(house.show, profile, (material,), whole_cut((material,))).items
    return item, profile


def made(house, folder, **changes):
    item, profile = item_of(house, **changes)
    folder.mkdir(exist_ok=True)
    with sealer(folder, choose_signer(None, base=house.show.folder), trust_roots()) as seals:
        return item, make(item, folder, profile, seals)


def test_what_is_right_has_no_fault(house, tmp_path):
    house.take(frames=24)
    item, done = made(house, tmp_path / "OUT", slate="true", burn_in="true")
    assert faults(item, done, tmp_path / "OUT") == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"codec": "prores-4444"}, "its codec's profile is HQ, and 4444 is asked for"),
        ({"codec": "dnxhr-hqx"}, "its codec is prores, and dnxhd is asked for"),
        ({"handles": "2"}, "frames, and 24 are asked for"),
        ({"handles": "0"}, "its timecode is 00:00:41:18, and 00:00:41:19 is asked for"),
        ({"slate": "true"}, "its timecode is 00:00:41:18, and 00:00:41:17 is asked for"),
        ({"burn_in": "true"}, "shows its source with"),
        ({"colour": "sRGB - Display"}, "shows its source with"),
        ({"size": "{width: 48, height: 28, fit: inside}"}, "its size is 96x54, and 48x28 is asked for"),
        ({"sound": "none"}, "its sound is pcm_s24le, and none is asked for"),
        ({"sound": "mono"}, "its channels is 2, and 1 is asked for"),
        ({"loudness": "{target_lufs: -40, tolerance_lu: 1, true_peak_dbtp: -1}"}, "LUFS; -40 within 1 are asked for"),
        ({"loudness": "{target_lufs: -19, tolerance_lu: 9, true_peak_dbtp: -20}"}, "dBTP; -20 are allowed"),
    ],
)  # fmt: skip
def test_a_movie_that_is_not_as_asked_is_found(house, tmp_path, asked, said):
    house.take(frames=24)
    _, done = made(house, tmp_path / "OUT")
    item, _ = item_of(house, **asked)
    assert said in " ".join(faults(item, done, tmp_path / "OUT"))


def test_a_movie_that_shows_the_frame_beside_is_found(house, tmp_path, monkeypatch):
    from rushes.delivery.program import Program

    house.take(frames=24)
    _, done = made(house, tmp_path / "OUT")
    item, _ = item_of(house)
    straight = Program._picture
    monkeypatch.setattr(
        Program, "_picture", lambda self, place: straight(self, (place[0], min(place[1] + 1, 1023), place[2]))
    )
    assert "frame 0 shows its source with" in faults(item, done, tmp_path / "OUT")[0]


def test_a_file_that_was_changed_or_is_gone_is_found(house, tmp_path):
    house.take(frames=24)
    item, done = made(house, tmp_path / "OUT")
    path = tmp_path / "OUT" / item.path
    path.write_bytes(path.read_bytes() + b"\0")
    assert faults(item, done, tmp_path / "OUT") == [f"{item.path} is not what was written."]
    path.unlink()
    assert "can't be read back" in faults(item, done, tmp_path / "OUT")[0]
