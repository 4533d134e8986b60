import json
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pytest

from marked_street import street, write
from rushes.canonical import sha256_of_file
from rushes.clearance import Clearance, Verdict
from rushes.engines import Take, TakeFile
from rushes.media.burn_in import Slate
from rushes.media.clip import Clip, write_clip
from rushes.media.movie import frame_identities, movie_rate, read_frames
from rushes.provenance import SIMULATED, Authority, seal, verify
from rushes.provenance.watermark import look, mark_of, mark_text, marked_take
from rushes.show import FrameRange, Show


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory):
    """A review clip as every engine writes it: slate, six pictures with burn-in, sound, and the table of its frames."""
    import OpenEXR

    folder = tmp_path_factory.mktemp("clip")
    for frame in range(1001, 1007):
        light = (street(frame - 1001).astype(np.float32) / 255) ** 2.4
        OpenEXR.File({}, {"RGB": light.astype(np.float16)}).write(str(folder / f"comp.{frame}.exr"))
    clip = Clip("S", "010_0010", "v001", FrameRange(1001, 1006), Fraction(24), Slate("S", "SIMULATED PICTURE", ()))
    write_clip(folder, clip, lambda frame: folder / f"comp.{frame}.exr", None, lambda *_: None)
    return folder


@pytest.fixture
def open_take(tmp_path, clip_folder):
    folder = tmp_path / "S" / "shots" / "010_0010" / "v001"
    (folder / "review").mkdir(parents=True)
    files = []
    for source, name in (("review.mp4", "S_010_0010_v001.mp4"), ("frames.json", "S_010_0010_v001_frames.json")):
        (folder / "review" / name).write_bytes((clip_folder / source).read_bytes())
        files.append(TakeFile(f"review/{name}", "review", sha256_of_file(folder / "review" / name)))
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    clearance = Clearance(Verdict.CLEARED, (), "b" * 64, frozenset({"generate"}), (), moment)
    return Take(
        folder=folder,
        show="S",
        shot="010_0010",
        version="v001",
        kind="destruction",
        engine="destruction 1",
        rate=Fraction(24),
        frames=FrameRange(1001, 1006),
        handles=0,
        seed=1,
        recipe={"sha256": "a" * 64, "steps": []},
        clearance=clearance.to_json(),
        understood=(),
        assumed=(),
        not_understood=(),
        digital_source_type=SIMULATED,
        created=moment.isoformat(),
        files=tuple(files),
    )


def movie_of(take: Take):
    return take.folder / take.files[0].path


def test_the_movie_is_marked_and_everything_about_it_stays_true(open_take, clip_folder):
    import av

    before = list(read_frames(movie_of(open_take)))
    take = marked_take(open_take)
    movie = movie_of(take)
    after = list(read_frames(movie))
    assert take.marked == ("review/S_010_0010_v001.mp4",)
    assert [file.sha256 for file in take.files] == [sha256_of_file(take.folder / file.path) for file in take.files]
    assert len(after) == len(before) == 7
    assert movie_rate(movie) == 24
    assert np.abs(after[0] - before[0]).mean() * 255 < 0.5, "the slate is not marked"
    errors = [10 * np.log10(1 / ((a - b) ** 2).mean()) for a, b in zip(after[1:], before[1:], strict=True)]
    assert min(errors) > 36.0
    table = json.loads((take.folder / take.files[1].path).read_bytes())
    named = [(row[0], row[1] / row[2], row[3]) for row in table["frames"]]
    found = frame_identities(movie)
    assert named == [(1000 + at, float(one.pts), one.sha256) for at, one in enumerate(found)]
    with av.open(str(clip_folder / "review.mp4")) as old, av.open(str(movie)) as new:
        assert new.streams.video[0].metadata["timecode"] == old.streams.video[0].metadata["timecode"]
        assert new.metadata["title"] == old.metadata["title"]
        sound = [[bytes(packet) for packet in one.demux(one.streams.audio[0])] for one in (old, new)]
        assert sound[0] == sound[1]
        context = new.streams.video[0].codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
    (seen,) = look(movie).sightings
    assert seen.mark == mark_of(take.to_json())


def test_a_movie_of_few_lines_is_left_as_it_is(open_take):
    write(movie_of(open_take), [street(0, 90, 160)], crf=18)
    assert marked_take(open_take) == open_take


def test_the_seal_says_that_it_is_marked_and_with_what(open_take, tmp_path):
    authority = Authority.open(tmp_path / "authority")
    take = seal(marked_take(open_take), signer=authority.signer, plate=None)
    (take.folder / "take.json").write_text(json.dumps(take.to_json()), encoding="utf-8")
    assert Take.load(take.folder / "take.json").marked == take.marked
    found = verify(movie_of(take), trust_roots=authority.root_pem)
    assert found.state == "trusted", found.problems
    told = dict(found.details)
    assert told["invisible mark"] == mark_text(mark_of(take.to_json()))
    assert ("action", "c2pa.watermarked") in found.details
    assert "invisible mark" not in dict(
        verify(take.folder / take.files[1].path, trust_roots=authority.root_pem).details
    )


def test_identify_names_the_take(open_take, tmp_path, rushes):
    Show.init(tmp_path / "S", Fraction(24))
    take = marked_take(open_take)
    (take.folder / "take.json").write_text(json.dumps(take.to_json()), encoding="utf-8")
    copy = tmp_path / "posted.mp4"
    copy.write_bytes(movie_of(take).read_bytes())
    code, out, _ = rushes("identify", str(copy), "--show", "S", "--json")
    assert code == 0
    assert "010_0010 v001 of S: its mark was read in 7 frames" in out
    assert json.loads(out.splitlines()[-1])["sightings"][0]["version"] == "v001"


def test_identify_says_what_it_looked_at_where_there_is_none(open_take, tmp_path, rushes):
    Show.init(tmp_path / "S", Fraction(24))
    (open_take.folder / "take.json").write_text(json.dumps(open_take.to_json()), encoding="utf-8")
    code, out, _ = rushes("identify", str(movie_of(open_take)), "--show", "S")
    assert code == 5
    assert "No mark was found in 7 frames, and 1 take of the show was looked for." in out
    assert "does not say that it is none of them" in out
