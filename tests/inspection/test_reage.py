"""Every fault that is planted in a re-age is found, and a sound one passes; limits grow with the years asked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.inspection import reage
from rushes.inspection.reage import TRUE_STEP, identity_limit, smoothed

SOUND = {
    "change": 0.05,
    "texture": 0.97,
    "texture_of_blur": 0.35,
    "edge": 0.003,
    "identity": {"reage": 0.2, "blur": 0.1, "null": 0.02},
    "flicker": {"edit": 0.05, "null": 0.02},
}


@pytest.fixture
def made(empty):
    """Make a take of a re-age, with faults by name."""

    def run(*, years=20, unsure=(), unchanged=(), **faults):
        rows = [{"frame": frame} | ({} if frame in unchanged else SOUND) for frame in empty.frames]
        rows[2] |= faults
        record = {"years": years, "frames": rows, "unsure": list(unsure), "unchanged": list(unchanged), "notes": []}
        empty.add("elements/report/report.json", "element").write_text(json.dumps(record), encoding="utf-8")
        return {finding.check: finding for finding in reage(empty.take)}

    return run


def test_a_sound_one_passes_and_shows_its_controls(made):
    found = made()
    assert all(finding.ok for finding in found.values())
    assert list(found) == [*("texture", "identity", "edge", "edit_flicker", "frames_left", "out_of_tolerance")]
    assert "0.35" in found["texture"].detail
    assert "0.100" in found["identity"].detail


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        ("texture", {"texture": 0.4}),
        ("identity", {"identity": {"reage": 0.6, "blur": 0.1, "null": 0.02}}),
        ("edge", {"edge": 0.05}),
        ("edit_flicker", {"flicker": {"edit": 0.3, "null": 0.02}}),
    ],
)
def test_a_planted_fault_fails_its_own_check_and_names_the_frame(made, check, fault):
    found = made(**fault)
    assert {name for name, finding in found.items() if not finding.ok} == {check, "out_of_tolerance"}
    assert "1003" in found[check].detail
    assert "1003" in found["out_of_tolerance"].detail


def test_a_blurred_re_age_is_called_smoothed(made):
    assert "smoothed, not re-aged" in made(texture=0.3)["texture"].detail


def test_a_blur_is_called_smoothed_however_small_the_change_is(made):
    assert made(texture=0.9, texture_of_blur=0.7)["texture"].ok
    assert not made(texture=0.8, texture_of_blur=0.78)["texture"].ok
    assert made(texture=0.995, texture_of_blur=0.99)["texture"].ok, "nothing is lost"


@given(blur=st.floats(-0.2, 0.98))
def test_what_keeps_no_more_than_the_blur_never_passes(blur):
    assert smoothed({"texture": blur, "texture_of_blur": blur}) == (1 - blur > 0.025 or blur < 0.65)


def test_frames_in_which_the_performer_is_seen_but_unsure_are_a_fault_and_empty_ones_are_not(made):
    assert made(unchanged=[1005])["frames_left"].ok
    found = made(unchanged=[1005], unsure=[1005])["frames_left"]
    assert not found.ok
    assert "1005" in found.detail


def test_a_take_in_which_nothing_was_changed_does_not_pass(made):
    assert not made(unchanged=list(range(1001, 1007)))["frames_left"].ok


def test_light_that_changes_may_change_the_edit(made):
    assert made(flicker={"edit": 0.3, "null": 0.4})["edit_flicker"].ok


def test_another_kind_of_take_is_not_looked_at(workshop):
    assert reage(workshop.take) == ()


@given(years=st.floats(-80, 80), null=st.floats(0, 0.2))
def test_the_limit_of_a_person_grows_with_the_years_and_ends_at_a_true_step(years, null):
    limit = identity_limit(years, null)
    assert null <= limit <= null + TRUE_STEP
    assert limit >= identity_limit(years / 2, null)
