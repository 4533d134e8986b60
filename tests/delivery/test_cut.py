"""Cuts in and out: OTIO and EDL, exact at 24000/1001 and in drop-frame, and nothing dropped in silence."""

import re
from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.delivery.admission import NotDeliverableError
from rushes.delivery.conforming import frames_of, lay
from rushes.delivery.cut import exact_rate, read_cut
from rushes.delivery.deliver import deliver
from rushes.delivery.in_house import conform
from rushes.delivery.movies import read_movie, read_sound
from rushes.delivery.profile import parse_profile
from rushes.errors import BadInputError, CheckFailedError
from rushes.review.notes import Note, add_note
from rushes.show import FrameRange, Show, timecode
from small_house import House

NTSC = Fraction(24000, 1001)

PROFILE = """
name: turnover
title: Turnover
otio: true
deliverables:
  - {kind: exr, name: "{shot}/{show}_{shot}_{element}_{version}.{frame:6}.exr", compression: zip, channels: all, handles: 2}
"""


def rational(frames, rate=NTSC):
    return otio.opentime.RationalTime(frames, float(rate))


def span(first, length, rate=NTSC):
    return otio.opentime.TimeRange(rational(first, rate), rational(length, rate))


def sequence(shot, version="v001", show="DEMO"):
    return otio.schema.ImageSequenceReference(
        target_url_base="/x/", name_prefix=f"{show}_{shot}_comp_{version}.", name_suffix=".exr", start_frame=1001,
        rate=float(NTSC), frame_zero_padding=4, available_range=span(1001, 12),
    )  # fmt: skip


def write(path, *children, rate=NTSC):
    timeline = otio.schema.Timeline("edit")
    timeline.global_start_time = rational(86400, rate)
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    track.extend(children)
    timeline.tracks.append(track)
    otio.adapters.write_to_file(timeline, str(path))
    return path


def clip(name, first, length, reference=None, **metadata):
    return otio.schema.Clip(name, reference, span(first, length), metadata=metadata)


def edl(*events, mode=""):
    return "\n".join(["TITLE: EDIT", *([f"FCM: {mode}"] if mode else []), "", *events, ""])


def event(number, reel, source, record, *comments):
    return "\n".join([f"{number:03d}  {reel:<8} V     C        {' '.join(source)} {' '.join(record)}", *comments])


@pytest.mark.parametrize("nominal", [24, 30, 48, 60, 120])
def test_rates_come_out_of_their_decimals_exactly(nominal):
    assert exact_rate(float(Fraction(nominal * 1000, 1001))) == Fraction(nominal * 1000, 1001)
    assert exact_rate(float(nominal)) == nominal
    assert exact_rate(round(nominal * 1000 / 1001, 3)) == Fraction(nominal * 1000, 1001)


def test_shots_are_found_by_metadata_media_and_name_and_the_rest_is_told(house, tmp_path):
    house.take()
    house.take(shot="030_0010", version="v002")
    path = write(
        tmp_path / "edit.otio",
        clip("A", 1004, 4, sequence("020_0150")),
        otio.schema.Gap(source_range=span(0, 10)),
        clip("sc 030_0010 v002 reframed", 1003, 3),
        clip("B", 1005, 2, None, rushes={"shot": "020_0150", "version": "v001", "show": "DEMO"}),
        clip("C", 1001, 2, sequence("040_0010")),
        clip("stock_sunset", 5, 9, otio.schema.ExternalReference("file:///x/sunset.mov")),
        otio.schema.Stack("titles"),
    )
    cut = read_cut(path, house.show)
    assert [(use.name, use.shot, use.version, use.start, use.length, use.at) for use in cut.uses] == [
        ("A", "020_0150", "v001", 1004, 4, 0),
        ("sc 030_0010 v002 reframed", "030_0010", "v002", 1003, 3, 14),
        ("B", "020_0150", "v001", 1005, 2, 17),
    ]
    assert cut.start == 86400
    assert cut.said == (
        '"C" is 040_0010, and DEMO has no take of it yet: it is missing.',
        '"stock_sunset" is no shot of DEMO: it is left as it is.',
        '"titles" on V1 holds a cut of its own: flatten it, or send that cut by itself.',
    )


@given(
    first=st.integers(1003, 1010), length=st.integers(1, 8), base=st.sampled_from(["number", "zero", "slate", "inner"])
)
def test_every_way_to_count_media_lands_on_the_same_frames(first, length, base):
    from rushes.delivery.cut import Use
    from rushes.engines import Take

    length = min(length, 1010 - first + 1)
    take = Take.__new__(Take)
    for name, value in (("frames", FrameRange(1001, 1012)), ("handles", 2), ("version", "v001")):
        object.__setattr__(take, name, value)
    starts = {
        "number": (first, 1001, 12),
        "zero": (first - 1001, 0, 12),
        "slate": (first - 1000, 0, 13),
        "inner": (first - 1003, 0, 8),
    }
    start, media_start, media_length = starts[base]
    use = Use(
        "a",
        "020_0150",
        "",
        start,
        length,
        NTSC,
        0,
        0,
        Fraction(1),
        "movie",
        media_start,
        media_length,
        None,
        0,
        0,
        None,
    )
    assert frames_of(use, take) == FrameRange(first, first + length - 1)


def test_times_that_nobody_can_lay_on_a_take_are_told(house, tmp_path):
    take = house.take()
    reference = otio.schema.ExternalReference("file:///x/DEMO_020_0150_v001.mov")
    reference.available_range = span(0, 500)
    cut = read_cut(write(tmp_path / "edit.otio", clip("A", 40, 4, reference)), house.show)
    laid, said = lay(cut, {"020_0150": take})
    assert laid == ()
    assert "nobody can tell which these are, so it is missing" in said[0]


def test_more_frames_than_a_take_has_are_told_and_speeds_and_transitions_need_theirs(house, tmp_path):
    take = house.take()
    fast = clip("fast", 1003, 3, sequence("020_0150"))
    fast.effects.append(otio.schema.LinearTimeWarp(time_scalar=2))
    back = clip("back", 1008, 3, sequence("020_0150"))
    back.effects.append(otio.schema.LinearTimeWarp(time_scalar=-1))
    frozen = clip("frozen", 1005, 20, sequence("020_0150"))
    frozen.effects.append(otio.schema.FreezeFrame())
    path = write(
        tmp_path / "edit.otio",
        clip("long", 1003, 20, sequence("020_0150")),
        clip("A", 1003, 4, sequence("020_0150", "v003")),
        otio.schema.Transition("x", otio.schema.TransitionTypes.SMPTE_Dissolve, rational(1), rational(2)),
        clip("B", 1006, 4, sequence("020_0150")),
        fast, back, frozen,
    )  # fmt: skip
    laid, said = lay(read_cut(path, house.show), {"020_0150": take})
    assert {one.use.name: (str(one.frames), str(one.needed)) for one in laid} == {
        "A": ("1003-1006", "1003-1008"),
        "B": ("1006-1009", "1005-1009"),
        "fast": ("1003-1008", "1003-1008"),
        "back": ("1006-1008", "1006-1008"),
        "frozen": ("1005-1005", "1005-1005"),
    }
    assert '"long" shows 1003-1022 of 020_0150, and v001 has 1001-1012: it is missing.' in said[0]
    assert '"A" was cut with v003 of 020_0150, and lies on v001 now.' in said
    assert '"fast" (020_0150) runs at 200 % of its speed in the cut: it is handed over as it was made.' in said


def test_a_cut_is_delivered_with_handles_and_goes_along_with_notes_as_markers(house, tmp_path):
    house.take()
    for frames, text in (
        (FrameRange(1006, 1007), "Too much dust.\nLess."),
        (FrameRange(1001, 1001), "Before the cut."),
    ):
        note = Note(
            id=f"n-3f2a9c1b7d2{frames.last % 10}", shot="020_0150", version="v001", frames=frames, author="ida",
            role="supervisor", created="2026-11-27T10:00:00Z", text=text,
        )  # fmt: skip
        add_note(house.show, note)
    path = write(
        tmp_path / "edit.otio",
        otio.schema.Gap(source_range=span(0, 5)),
        clip("A", 1005, 4, sequence("020_0150")),
        clip("sky", 0, 3),
    )
    package = deliver(house.show, parse_profile(PROFILE, "x.yaml"), tmp_path / "OUT", cut=path)

    [entry] = package.record["takes"]
    assert (entry["first_frame"], entry["last_frame"]) == (1005, 1008)
    assert [file["path"][-10:-4] for file in entry["files"]] == [f"{frame:06d}" for frame in range(1003, 1011)]
    assert all(file["copied"] for file in entry["files"])
    assert package.record["otio"] == "cut.otio"
    assert '"sky" is no shot of DEMO: it is left as it is.' in package.said

    timeline = otio.adapters.read_from_file(str(package.folder / "cut.otio"))
    gap, shown, sky = timeline.tracks[0]
    assert (gap.duration().value, sky.name, timeline.global_start_time.value) == (5, "sky", 86400)
    reference = shown.media_reference
    assert reference.available_range == span(1003, 8)
    assert shown.source_range == span(1005, 4)
    assert Fraction(shown.metadata["rushes"]["rate"]) == NTSC
    for number in range(reference.number_of_images_in_sequence()):
        assert (package.folder / reference.target_url_for_image_number(number)).is_file()
    [marker] = shown.markers
    assert (marker.name, marker.comment, marker.color) == ("Too much dust.", "Too much dust.\nLess.", "RED")
    assert marker.marked_range == span(1006, 2)
    assert "ida" not in str(marker.metadata)

    again = read_cut(package.folder / "cut.otio", house.show)
    assert [(use.shot, use.version, use.start, use.length, use.at) for use in again.uses] == [
        ("020_0150", "v001", 1005, 4, 5)
    ]


def test_without_a_cut_one_is_made_of_the_takes(house, tmp_path):
    house.take()
    house.take(shot="030_0010")
    package = deliver(house.show, parse_profile(PROFILE, "x.yaml"), tmp_path / "OUT")
    timeline = otio.adapters.read_from_file(str(package.folder / "cut.otio"))
    assert [(one.name, one.source_range.start_time.value, one.duration().value) for one in timeline.tracks[0]] == [
        ("DEMO_020_0150_v001", 1003, 8), ("DEMO_030_0010_v001", 1003, 8),
    ]  # fmt: skip


def test_what_the_cut_shows_has_to_be_circled(house, tmp_path):
    house.take()
    house.take(shot="030_0010", circled=False)
    path = write(
        tmp_path / "edit.otio", clip("A", 1003, 4, sequence("020_0150")), clip("B", 1003, 4, sequence("030_0010"))
    )
    profile = parse_profile(PROFILE, "x.yaml")
    with pytest.raises(NotDeliverableError, match="030_0010 v001 is not delivered: it is open"):
        deliver(house.show, profile, tmp_path / "OUT", cut=path)
    package = deliver(house.show, profile, tmp_path / "OUT", cut=path, asked=["020_0150"])
    assert "030_0010 is in the cut and was not asked for: it is left out." in package.said
    with pytest.raises(BadInputError, match="has no take of 050_0010"):
        deliver(house.show, profile, tmp_path / "OUT2", cut=path, asked=["050_0010"])


def test_handles_that_the_cut_leaves_no_room_for_are_told(house, tmp_path):
    house.take()
    path = write(tmp_path / "edit.otio", clip("A", 1002, 4, sequence("020_0150")))
    with pytest.raises(CheckFailedError, match="it has 1 before and 7 behind the cut's 1002-1005"):
        deliver(house.show, parse_profile(PROFILE, "x.yaml"), tmp_path / "OUT", cut=path)


@pytest.mark.parametrize(
    ("rate", "mode", "mark"),
    [
        (NTSC, "NON-DROP FRAME", ":"),
        (Fraction(30000, 1001), "DROP FRAME", ";"),
        (Fraction(30000, 1001), "DROP FRAME", ":"),
        (Fraction(25), "", ":"),
    ],
)
def test_an_edl_lands_on_the_right_frames(tmp_path, monkeypatch, rate, mode, mark):
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    house = House(Show.init(tmp_path / "DEMO", rate))
    take = house.take()
    hour = 3600 * round(rate) - (108 if mode == "DROP FRAME" else 0)

    def at(frame):
        return timecode(frame, rate).replace(";", mark)

    text = edl(
        event(1, "DEMO150", (at(1004), at(1008)), (at(hour), at(hour + 4)), "* FROM CLIP NAME: DEMO_020_0150_comp_v001",
              f"* LOC: {at(1005)} RED     LESS DUST"),
        event(2, "AX", (at(50), at(60)), (at(hour + 4), at(hour + 14)), "* FROM CLIP NAME: sunset"),
        mode=mode,
    )  # fmt: skip
    (tmp_path / "edit.edl").write_text(text, encoding="utf-8")
    cut = read_cut(tmp_path / "edit.edl", house.show)
    laid, _ = lay(cut, {"020_0150": take})
    assert [(str(one.frames), one.use.rate) for one in laid] == [("1004-1007", rate)]
    assert cut.said == ('"sunset" is no shot of DEMO: it is left as it is.',)
    [marker] = laid[0].use.clip.markers
    assert (marker.name, marker.marked_range.start_time.value) == ("LESS DUST", 1005)
    assert not list(cut.timeline.find_clips())[1].markers


def test_drop_frame_in_a_show_that_has_none_is_told(house, tmp_path):
    house.take()
    path = tmp_path / "edit.edl"
    path.write_text(
        edl(event(1, "A", ("00:00:41;20", "00:00:41;22"), ("01:00:00;00", "01:00:00;02")), mode="DROP FRAME"),
        encoding="utf-8",
    )
    with pytest.raises(BadInputError, match="drop-frame timecode, and the show runs at 24000/1001, which has none"):
        read_cut(path, house.show)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.otio", "{", "no OpenTimelineIO that can be read"),
        ("a.otio", '{"OTIO_SCHEMA": "Clip.1", "name": "x"}', "holds a Clip and no timeline"),
        ("a.edl", "001 nonsense", "no CMX 3600 EDL that can be read"),
        ("a.aaf", "x", "neither .otio nor .edl"),
        ("a.edl", edl(mode="DROP FRAME\nFCM: NON-DROP FRAME"), "counts partly in drop-frame"),
    ],
)
def test_what_is_no_cut_is_one_sentence(house, tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=said) as told:
        read_cut(tmp_path / name, house.show)
    assert "\n" not in str(told.value)


def test_a_cut_of_nothing_of_ours_is_refused_with_what_it_shows(house, tmp_path):
    house.take()
    path = write(tmp_path / "edit.otio", clip("sky", 0, 3))
    with pytest.raises(BadInputError, match=r'shows no take of DEMO\. "sky" is no shot of DEMO'):
        deliver(house.show, parse_profile(PROFILE, "x.yaml"), tmp_path / "OUT", cut=path)


def test_in_the_house_a_cut_lies_on_the_takes_where_they_are(house, tmp_path, rushes):
    house.take(version="v001")
    house.take(shot="030_0010", circled=False)
    path = write(
        tmp_path / "edit.otio", clip("A", 1003, 4, sequence("020_0150")), clip("B", 1004, 2, sequence("030_0010"))
    )
    (tmp_path / "cut").mkdir()
    found = conform(house.show, path, tmp_path / "cut" / "new.otio")
    assert found.circled == {"020_0150"}
    first = otio.adapters.read_from_file(str(tmp_path / "cut" / "new.otio")).tracks[0][0]
    reference = first.media_reference
    assert reference.available_range == span(1001, 12)
    assert (tmp_path / "cut" / reference.target_url_for_image_number(0)).resolve().is_file()
    code, out, _ = rushes("conform", "edit.otio", "--show", "DEMO", "--json")
    assert code == 0
    assert "030_0010 v001  1004-1005  not circled" in out


WHOLE = """
name: whole
title: Whole
otio: true
deliverables:
  - {kind: movie, of: cut, name: "{show}.mov", codec: prores-4444, sound: stereo}
"""


def test_a_shot_that_is_shown_twice_is_delivered_once_with_what_both_need(house, tmp_path):
    house.take()
    path = write(
        tmp_path / "edit.otio",
        clip("A", 1003, 2, sequence("020_0150")),
        otio.schema.Gap(source_range=span(0, 3)),
        clip("A", 1008, 3, sequence("020_0150")),
    )
    package = deliver(house.show, parse_profile(PROFILE, "x.yaml"), tmp_path / "OUT", cut=path)
    [entry] = package.record["takes"]
    assert (entry["first_frame"], entry["last_frame"], len(entry["files"])) == (1003, 1010, 12)
    track = otio.adapters.read_from_file(str(package.folder / "cut.otio")).tracks[0]
    assert [one.source_range for one in track] == [span(1003, 2), span(0, 3), span(1008, 3)]

    package = deliver(house.show, parse_profile(WHOLE, "x.yaml"), tmp_path / "MOVIE", cut=path)
    facts, frames = read_movie(package.folder / "DEMO.mov")
    pictures = [picture for _, picture in frames]
    assert (len(pictures), facts.timecode) == (8, "01:00:00:00")
    assert [bool(picture.max() > 0.01) for picture in pictures] == [True] * 2 + [False] * 3 + [True] * 3
    assert len(read_sound(package.folder / "DEMO.mov")) == round(8 / NTSC * 48_000)
    track = otio.adapters.read_from_file(str(package.folder / "cut.otio")).tracks[0]
    assert (
        track[0].media_reference.name_prefix == "DEMO_020_0150_comp_v001."
    )  # the editor's own: no file is of this take alone


def test_a_movie_of_the_whole_cut_wants_straight_cuts(house, tmp_path):
    house.take()
    path = write(
        tmp_path / "edit.otio",
        clip("A", 1003, 2, sequence("020_0150")),
        otio.schema.Transition("x", otio.schema.TransitionTypes.SMPTE_Dissolve, rational(1), rational(1)),
        clip("B", 1008, 3, sequence("020_0150")),
    )
    with pytest.raises(CheckFailedError, match='"A" \\(020_0150\\) has a transition, a speed or a layer of its own'):
        deliver(house.show, parse_profile(WHOLE, "x.yaml"), tmp_path / "OUT", cut=path)


def test_a_clip_that_says_no_length_is_missing(house, tmp_path):
    house.take()
    path = write(
        tmp_path / "edit.otio", otio.schema.Clip("DEMO_020_0150_v001"), clip("A", 1003, 4, sequence("020_0150"))
    )
    cut = read_cut(path, house.show)
    assert [use.name for use in cut.uses] == ["A"]
    assert cut.said == ('"DEMO_020_0150_v001" (020_0150) does not say which frames it shows: it is missing.',)


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "-1", "0", "1e300", "0.5", "null", '"x"', "[]", "{}"]
)
def test_a_cut_with_any_number_spoiled_is_read_or_one_sentence(house, tmp_path, value):
    take = house.take()
    text = write(tmp_path / "edit.otio", clip("A", 1003, 4, sequence("020_0150"))).read_text(encoding="utf-8")
    numbers = list(
        re.finditer(r'"(value|rate|start_frame|frame_step|duration|start_time|source_range)": ?(-?[\d.e]+|\{)', text)
    )
    assert len(numbers) > 10
    outcomes = set()
    for number in numbers:
        if number[2] == "{":
            continue
        (tmp_path / "spoiled.otio").write_text(
            text[: number.start(2)] + value + text[number.end(2) :], encoding="utf-8"
        )
        try:
            lay(read_cut(tmp_path / "spoiled.otio", house.show), {"020_0150": take})
            outcomes.add("read")
        except BadInputError as error:
            outcomes.add("told")
            message = str(error)
            if "\n" in message:
                outcomes.add(message)
    assert outcomes <= {"read", "told"}


def test_the_command_hands_over_what_an_edl_shows(house, rushes, tmp_path):
    house.take()
    (house.show.folder / "delivery").mkdir()
    (house.show.folder / "delivery" / "turnover.yaml").write_text(PROFILE, encoding="utf-8")
    record = (timecode(86400, NTSC), timecode(86404, NTSC))
    shown = (timecode(1004, NTSC), timecode(1008, NTSC))
    (tmp_path / "edit.edl").write_text(
        edl(event(1, "X", shown, record, "* FROM CLIP NAME: 020_0150")), encoding="utf-8"
    )
    code, out, errors = rushes("deliver", "--profile", "turnover", "--cut", "edit.edl", "--show", "DEMO", "OUT")
    assert code == 0, errors
    assert "020_0150 v001  1004-1007  8 files" in out
    code, _, errors = rushes("deliver", "--profile", "turnover", "--cut", "gone.edl", "--show", "DEMO", "OUT2")
    assert (code, "The cut gone.edl can't be read" in errors) == (2, True)
