"""A key that was held out: written beside what was made of it, while learning goes on."""

import numpy as np
from PIL import Image

from lit_head import lit_head
from rushes.engines.reage import learning
from rushes.engines.reage.carrying import Key
from rushes.engines.reage.held_out import SHOWN, HeldOut, side_by_side, write_held_out


def held(**errors):
    shown = {name: np.full((80, 60, 3), 0.2 * (place + 1), np.float32) for place, name in enumerate(SHOWN)}
    return HeldOut(1004, {"everywhere": errors}, shown)


def test_what_is_shown_stands_at_its_own_size_in_order():
    drawn = side_by_side(held(flow=1.0, network=2.0, nothing=9.0), "everywhere")
    panels = [int(np.median(drawn[28:108, 8 + place * 68 : 68 + place * 68])) for place in range(4)]
    assert panels == [51, 102, 153, 204]


def test_other_errors_are_other_words():
    one, other = (side_by_side(held(flow=off, network=2.0, nothing=9.0), "everywhere") for off in (1.0, 3.0))
    differs = np.flatnonzero((one != other).any(axis=(0, 2)))
    assert differs.min() >= 8 + 2 * 68
    assert differs.max() < 8 + 3 * 68


def test_a_key_without_any_error_is_written_too(tmp_path):
    write_held_out(tmp_path, held(), "everywhere")
    with Image.open(tmp_path / "held_out.1004.png") as drawn:
        assert drawn.size == (280, 136)
    assert not list(tmp_path.glob("*.part"))


def test_it_is_told_of_each_key_before_the_network_that_is_kept_is_learned(monkeypatch):
    monkeypatch.setattr(learning, "HELD_OUT_STEPS", 2)
    monkeypatch.setattr(learning, "STEPS", 3)
    monkeypatch.setattr(learning, "train", lambda _, steps, __, report: [report(step + 1) for step in range(steps)])
    monkeypatch.setattr(learning, "network_gain", lambda _, light, *__: np.zeros_like(light))  # it has learned nothing
    light, mesh = lit_head()[0], lit_head()[2].points
    painted = light.copy()
    painted[300:330, 190:230] *= 0.7
    keys = [Key.of(frame, light, painted, mesh) for frame in (1001, 1004)]
    told = []
    learned = learning.learn(
        keys, 4, 1, lambda done, _: told.append(done), lambda one: told.append((one.frame, one.shown))
    )
    assert [one[0] if isinstance(one, tuple) else one for one in told] == [1, 2, 1001, 3, 4, 1004, 5, 6, 7]
    shown = told[2][1]
    assert set(shown) == set(SHOWN)
    assert np.abs(shown["flow"] - shown["painted"]).mean() < 0.2 * np.abs(shown["plate"] - shown["painted"]).mean()
    assert [row["frame"] for row in learned.held_out] == [1001, 1004]
    assert learned.wins["everywhere"] == "flow"
    errors = learned.held_out[0]["regions"]["everywhere"]
    assert errors["network"] == errors["nothing"] > 3 * errors["flow"]
