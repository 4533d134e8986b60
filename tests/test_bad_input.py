"""Every bad input is one sentence and exit code 2, before anything heavy runs, and leaves the show as it was."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rushes.media.exr import write_picture
from rushes.media.movie import write_movie
from rushes.show import Show
from rushes.studio import job_lock

RATE = Fraction(24)


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).integers(40, 200, shape, dtype=np.uint8)


def sequence(folder: Path, count: int) -> None:
    for number in range(1, count + 1):
        light = np.full((72, 96, 3), 0.2, np.float32)
        write_picture(folder / f"plate.{number:04d}.exr", light, frame=number, rate=RATE)


def cut(path: Path, share: float = 0.5) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def missing(_: Path) -> str:
    return "gone.jpg"


def missing_sequence(_: Path) -> str:
    return "gone.####.exr"


def folder(tmp_path: Path) -> str:
    (tmp_path / "plates").mkdir()
    return "plates"


def gap(tmp_path: Path) -> str:
    sequence(tmp_path, 5)
    (tmp_path / "plate.0003.exr").unlink()
    return "plate.0001.exr"


def other_size(tmp_path: Path) -> str:
    sequence(tmp_path, 4)
    write_picture(tmp_path / "plate.0003.exr", np.full((80, 96, 3), 0.2, np.float32), frame=3, rate=RATE)
    return "plate.####.exr"


def short(tmp_path: Path) -> str:
    sequence(tmp_path, 3)
    return "plate.####.exr"


def text_as_jpeg(tmp_path: Path) -> str:
    (tmp_path / "a.jpg").write_text("no picture", encoding="utf-8")
    return "a.jpg"


def empty_still(tmp_path: Path) -> str:
    (tmp_path / "a.png").touch()
    return "a.png"


def cut_jpeg(tmp_path: Path) -> str:
    Image.fromarray(noise(90, 120, 3)).save(tmp_path / "a.jpg")
    cut(tmp_path / "a.jpg")
    return "a.jpg"


def cut_png(tmp_path: Path) -> str:
    Image.fromarray(noise(90, 120, 3)).save(tmp_path / "a.png")
    cut(tmp_path / "a.png")
    return "a.png"


def cut_tiff(tmp_path: Path) -> str:
    Image.fromarray(noise(90, 120, 3)).save(tmp_path / "a.tif")
    cut(tmp_path / "a.tif")
    return "a.tif"


def tiny(tmp_path: Path) -> str:
    Image.fromarray(noise(20, 30, 3)).save(tmp_path / "a.png")
    return "a.png"


def cut_exr(tmp_path: Path) -> str:
    write_picture(tmp_path / "a.exr", noise(90, 120, 3) / 255, frame=1, rate=RATE)
    cut(tmp_path / "a.exr")
    return "a.exr"


def cut_in_the_sequence(tmp_path: Path) -> str:
    sequence(tmp_path, 4)
    cut(tmp_path / "plate.0003.exr", 0.9)
    return "plate.####.exr"


def text_as_exr(tmp_path: Path) -> str:
    (tmp_path / "a.exr").write_text("no picture", encoding="utf-8")
    return "a.exr"


def text_as_movie(tmp_path: Path) -> str:
    (tmp_path / "a.mov").write_text("no movie", encoding="utf-8")
    return "a.mov"


def movie(tmp_path: Path, share: float) -> str:
    write_movie(tmp_path / "a.mp4", iter(noise(8, 72, 96, 3)), np.zeros((0, 2), np.float32), rate=RATE, tags={})
    cut(tmp_path / "a.mp4", share)
    return "a.mp4"


def cut_movie(tmp_path: Path) -> str:
    return movie(tmp_path, 0.4)


def hardly_a_movie(tmp_path: Path) -> str:
    write_movie(tmp_path / "b.mp4", iter(noise(8, 72, 96, 3)), np.zeros((0, 2), np.float32), rate=RATE, tags={})
    data = (tmp_path / "b.mp4").read_bytes()
    (tmp_path / "a.mp4").write_bytes(data[: data.index(b"stbl") + 8])
    return "a.mp4"


def short_movie(tmp_path: Path) -> str:
    write_movie(tmp_path / "a.mp4", iter(noise(3, 72, 96, 3)), np.zeros((0, 2), np.float32), rate=RATE, tags={})
    return "a.mp4"


PLATES = {
    missing: "There is no plate at .*gone.jpg. Check the path",
    missing_sequence: "No file matches the plate .*Check the pattern",
    folder: "plates is a folder. Name a file in it",
    gap: r"lacks 1 of its frames 1-5: 3\. Copy the sequence again",
    other_size: "Frame 1003: .*plate.0003.exr is 96x80, but it began at 96x72. Export it at one size",
    short: 'holds 3 frames, but the shot needs 4.*"frames: 3"',
    text_as_jpeg: "a.jpg is no picture that can be read. Give a JPEG",
    empty_still: "a.png is no picture that can be read. Give a JPEG",
    cut_jpeg: "a.jpg is damaged or cut off .*Copy it again",
    cut_png: "a.png is damaged or cut off .*Copy it again",
    cut_tiff: "a.tif is damaged or cut off .*Copy it again",
    tiny: "a.png is 30x20; a picture needs at least 64 pixels.*Give a larger picture",
    cut_exr: "a.exr is cut off: its end is missing. Copy it again",
    cut_in_the_sequence: "plate.0003.exr is cut off: its end is missing. Copy it again",
    text_as_exr: "a.exr can't be read as OpenEXR .*Export it again",
    text_as_movie: "a.mov can't be opened: it is cut off, or no movie.*Copy it again",
    cut_movie: "a.mp4 .*(cut off|damaged).*Copy it again",
    hardly_a_movie: "a.mp4 .*(cut off|no picture)",
    short_movie: 'holds 3 frames, but the shot needs 4.*"frames: 3"',
}


@pytest.mark.parametrize("plate", PLATES, ids=lambda make: make.__name__)
def test_a_plate_that_will_not_do(asked, plate) -> None:
    name = plate(asked.folder)
    sentence = asked.refused(asked.brief(f'plate: "{name}"', "frames: 4"))
    assert pytest.raises(AssertionError, match=PLATES[plate]).matches(AssertionError(sentence)), sentence


def test_a_movie_that_is_damaged_in_its_middle_is_found_before_anything_is_made(asked) -> None:
    """Clearance looks for faces throughout the plate, so it is the first to see it."""
    name = movie(asked.folder, 0.6)
    sentence = asked.refused(asked.brief(f'plate: "{name}"', "frames: 4"))
    assert "a.mp4 is damaged" in sentence
    assert not (asked.show / "work" / "jobs").exists()


BRIEFS = {
    "frames: 0": "frames is 0, but it has to be",
    "frames: 100000": "frames is 100000, but it has to be",
    "frames: -5": "frames is -5, but it has to be",
    "frames: many": 'frames is "many", but it has to be',
    "frames: 12.5": "frames is 12.5, but it has to be",
    "storeys: 4": '"?storeys"?.*building.storeys',
    "colour: red": '"?colour"?',
    "quality: best": 'quality is "best", but it has to be',
    'shot: "../../etc"': "shot",
    "kind: opera": "opera",
    "text: 5": "text has to be words",
    "building: 4": "building holds fields of its own",
    "building: {storeys: 5, storeys: 6}": '"building.storeys" is given twice. Keep one of them',
    "frames: 4\nframes: 5": '"frames" is given twice. Keep one of them',
    "building: &house {storeys: 5}": "anchors .* are not allowed",
    "frames: [": "line .*: this is not YAML .*Correct the line",
    "text: A four-storey block pancakes.\nbuilding: {storeys: 9}": "storeys is 9.*the text says 4.*Keep one of them",
    "text: A four-storey building of six storeys collapses.": "The text contradicts itself: .*Keep one of them",
    "camera: {tilt_deg: 20, horizon: 0.1}": "Give camera.tilt_deg or camera.horizon, not both",
    "building: {storeys: 3}\ncollapse: {way: impact, impact_storey: 9}": "storey 9 is hit.*the building has 3",
}


@pytest.mark.parametrize("lines", BRIEFS)
def test_a_brief_that_will_not_do(asked, lines: str) -> None:
    sentence = asked.refused(asked.brief(*lines.split("\n")))
    assert pytest.raises(AssertionError, match=BRIEFS[lines]).matches(AssertionError(sentence)), sentence


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "brief.yaml is empty. Write its fields"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "brief.yaml is not UTF-8 text .*Save it again as UTF-8"),
        (b"kind: \x00\x01\x02", "brief.yaml.*this is not YAML"),
        (bytes(300_000), "brief.yaml is larger than 256 KiB. Is it the right file"),
        (b"- kind\n- shot\n", "brief.yaml does not hold fields. Write them one a line"),
        (b"kind: destruction\n", "brief.yaml: shot is missing. Write it as shot:"),
        (b"kind: destruction\n---\nkind: x\n", "a second document starts here. Keep one"),
    ],
    ids=["empty", "picture", "control", "large", "list", "no shot", "two documents"],
)
def test_a_file_that_is_no_brief(asked, data: bytes, sentence: str) -> None:
    (asked.folder / "brief.yaml").write_bytes(data)
    with pytest.raises(AssertionError, match=sentence):
        raise AssertionError(asked.refused("brief.yaml"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["gone.yaml"], "gone.yaml does not exist. Check the path"),
        (["S"], "S is a folder. Give the path of a YAML file"),
        ([], 'Give a brief as a file or as --text "...", and not both'),
        (["brief.yaml", "--text", "A house falls."], "and not both"),
        (["--text", "A house falls."], "name the shot as well: --shot 010_0010"),
        (["--text", " ", "--shot", "010_0010"], "empty"),
        (["brief.yaml", "--kind", "set"], "--kind is for words"),
        (["--text", "A loft, a red dress.", "--shot", "010_0010"], "Which of them is to be made"),
        (["--text", "A loft.", "--shot", "010_0010", "--kind", "reage"], "nobody is named"),
        (["--text", "A loft.", "--shot", "010_0010", "--kind", "set", "--planner", "m:n"], "reads collapses and clips"),
        (["brief.yaml", "--frames", "0"], "frames is 0, but it has to be"),
        (["brief.yaml", "--frames", "100000"], "frames is 100000, but it has to be"),
        (["brief.yaml", "--frames", "ten"], "'ten' is not a valid integer"),
        (["brief.yaml", "--seed", "-1"], "seed is -1, but it has to be"),
        (["brief.yaml", "--shot", "a/b"], "a/b"),
        (["brief.yaml", "--quality", "best"], "'best' is not one of 'draft', 'review', 'final'"),
    ],
)
def test_options_that_will_not_do(asked, arguments: list[str], sentence: str) -> None:
    asked.brief()
    with pytest.raises(AssertionError, match=sentence):
        raise AssertionError(asked.refused(*arguments))


def test_unknown_words_are_said_and_with_strict_they_stop(asked) -> None:
    brief = asked.brief("text: A four-storey concrete block pancakes under a quixotic blimp.")
    with job_lock(Show.load(asked.show).work, "020_0150"):  # so that nothing is made
        code, out, errors = asked.rushes("make", brief, "--show", "S")
    assert (code, "Another run" in errors) == (2, True), "the words alone don't stop it"
    assert "quixotic" in out.partition("Not understood:")[2]
    assert "quixotic" in asked.refused(brief, "--strict")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "show.yaml is empty"),
        ("rate: [", "show.yaml, line 1: this is not YAML"),
        ("title: A film\n", "show.yaml: rate is missing. Write it as rate: 24/1"),
        ("rate: fast\n", "fast"),
        ("rate: 24\ncolor: ACEScg\n", 'show.yaml: "color" is no field of a show. It has name'),
        ("rate: 24\ncolour: sRGB\n", "show.yaml: colour sRGB is not known. The working space is ACEScg"),
        ("rate: 24\nname: ../up\n", "up"),
        ("rate: 24\nrate: 25\n", '"rate" is given twice. Keep one of them'),
        ("rate: 24\npolicies: house\n", "policies has to be a list of names"),
        ("rate: 24\npolicies: [nowhere]\n", "nowhere"),
        ("rate: 24\nsigning: {certificate: a.pem}\n", "signing needs two paths"),
    ],
)
def test_a_show_that_is_broken(asked, text: str, sentence: str) -> None:
    (asked.show / "show.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError, match=sentence):
        raise AssertionError(asked.refused(asked.brief()))


def test_a_folder_that_is_no_show(asked) -> None:
    code, _, errors = asked.rushes("make", asked.brief(), "--show", "T")
    assert code == 2
    assert "T is no show: it has no show.yaml. Start one with: rushes init" in errors
    assert not (asked.folder / "T").exists()


def test_another_run_of_the_shot(asked) -> None:
    brief = asked.brief()
    with job_lock(Show.load(asked.show).work, "020_0150"):
        sentence = asked.refused(brief)
    assert "Another run makes 020_0150 in" in sentence
    assert "`rushes jobs`" in sentence


@pytest.mark.parametrize("record", [None, "", "{", "[]", "{}"], ids=["none", "empty", "broken", "list", "no fields"])
def test_an_earlier_version_that_is_damaged(asked, record: str | None) -> None:
    folder = asked.show / "shots" / "020_0150" / "v001"
    folder.mkdir(parents=True)
    if record is not None:
        (folder / "take.json").write_text(record, encoding="utf-8")
    sentence = asked.refused(asked.brief())
    assert sentence.startswith(f"{folder / 'take.json'} is missing or damaged")
    assert "use --again to make a new version" in sentence
