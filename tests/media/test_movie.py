from fractions import Fraction

import av  # noqa: TID253 - this is the test of PyAV itself
import numpy as np
import pytest

from rushes.errors import BadInputError
from rushes.media.movie import count_frames, frame_identities, movie_rate, read_frames, sampled_frames, write_movie
from rushes.media.movie_sound import movie_sound

SILENCE = np.zeros((0, 2), np.float32)


def pictures(count, height=36, width=64):
    for index in range(count):
        picture = np.full((height, width, 3), 90, np.uint8)
        picture[:, (5 * index) % width :][:, :6] = (200, 40, 40)
        yield picture


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24000, 1001), Fraction(30000, 1001)])
def test_time_is_exact(tmp_path, rate):
    write_movie(tmp_path / "a.mp4", pictures(30), SILENCE, rate=rate, tags={})
    assert [frame.pts for frame in frame_identities(tmp_path / "a.mp4")] == [index / rate for index in range(30)]
    assert movie_rate(tmp_path / "a.mp4") == rate


def test_stream_is_what_every_browser_plays(tmp_path):
    write_movie(
        tmp_path / "a.mp4", pictures(30), np.zeros((60000, 2), np.float32), rate=Fraction(24), tags={"title": "T"}
    )
    with av.open(str(tmp_path / "a.mp4")) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        context = video.codec_context
        assert (context.name, context.pix_fmt, context.profile) == ("h264", "yuv420p", "High")
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
        assert (audio.codec_context.name, audio.sample_rate, audio.channels) == ("aac", 48000, 2)
        assert container.metadata["title"] == "T"
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"colr" in data


def test_groups_are_closed_and_at_most_twelve(tmp_path):
    write_movie(tmp_path / "a.mp4", pictures(40), SILENCE, rate=Fraction(24), tags={})
    with av.open(str(tmp_path / "a.mp4")) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    keys = [index for index, packet in enumerate(packets) if packet.is_keyframe]
    assert keys[0] == 0
    assert max(np.diff([*keys, len(packets)])) <= 12
    for start in keys:
        assert all(packet.pts >= packets[start].pts for packet in packets[start:])  # nothing shown before its key


def test_odd_sizes_are_extended_by_their_edge(tmp_path):
    write_movie(tmp_path / "a.mp4", pictures(2, 35, 63), SILENCE, rate=Fraction(24), tags={})
    shown = next(read_frames(tmp_path / "a.mp4"))
    assert shown.shape == (36, 64, 3)
    assert np.abs(shown[-1, 30] - shown[-2, 30]).max() < 0.03


def test_colours_survive(tmp_path):
    write_movie(tmp_path / "a.mp4", pictures(1, 64, 64), SILENCE, rate=Fraction(24), tags={})
    shown = next(read_frames(tmp_path / "a.mp4"))
    assert np.abs(shown[32, 40] * 255 - 90).max() < 3


def test_sound_keeps_its_place(tmp_path):
    sound = np.zeros((48000, 2), np.float32)
    sound[30000:30400] = 0.7
    write_movie(tmp_path / "a.mp4", pictures(24), sound, rate=Fraction(24), tags={})
    with av.open(str(tmp_path / "a.mp4")) as container:
        blocks = [(frame.pts, frame.to_ndarray()) for frame in container.decode(audio=0)]
    heard = np.concatenate([samples for _, samples in blocks], axis=1)[0]
    assert blocks[0][0] == 0
    assert int(np.argmax(np.abs(heard) > 0.35)) == pytest.approx(30000, abs=40)


@pytest.mark.parametrize("samples", [1024, 48000 - 2048, 47999])
def test_sound_that_ends_before_the_pictures_is_written_to_its_end(tmp_path, samples):
    write_movie(tmp_path / "a.mp4", pictures(24), np.full((samples, 2), 0.1, np.float32), rate=Fraction(24), tags={})
    heard = movie_sound(tmp_path / "a.mp4", first=0, frames=24, rate=Fraction(24))
    assert heard.shape == (48000, 2)
    assert not heard[samples + 2048 :].any()


def test_same_pictures_give_the_same_identities(tmp_path):
    for name in ("a.mp4", "b.mp4"):
        write_movie(tmp_path / name, pictures(8), SILENCE, rate=Fraction(24), tags={})
    assert frame_identities(tmp_path / "a.mp4") == frame_identities(tmp_path / "b.mp4")
    assert len({frame.sha256 for frame in frame_identities(tmp_path / "a.mp4")}) == 8


def test_timecode_track_starts_where_it_should(tmp_path):
    write_movie(tmp_path / "a.mp4", pictures(3), SILENCE, rate=Fraction(24), tags={}, timecode="00:00:41:16")
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert container.streams.video[0].metadata["timecode"] == "00:00:41:16"


def test_counts_up_to_enough(tmp_path):
    write_movie(tmp_path / "a.mp4", pictures(9), SILENCE, rate=Fraction(24), tags={})
    assert count_frames(tmp_path / "a.mp4", 4) == 4
    assert count_frames(tmp_path / "a.mp4", 100) == 9


def test_no_movie_is_an_error(tmp_path):
    (tmp_path / "a.mov").write_text("no movie")
    with pytest.raises(BadInputError, match="can't be opened"):
        next(read_frames(tmp_path / "a.mov"))
    with pytest.raises(BadInputError, match="no movie at"):
        next(read_frames(tmp_path / "gone.mov"))


def test_a_movie_that_is_cut_off_anywhere_is_whole_frames_or_one_sentence(tmp_path):
    write_movie(tmp_path / "a.mp4", pictures(5), np.zeros((20000, 2), np.float32), rate=Fraction(24), tags={})
    whole = (tmp_path / "a.mp4").read_bytes()
    cut = tmp_path / "cut.mp4"
    said = []
    for length in range(0, len(whole) + 1, 13):
        cut.write_bytes(whole[:length])
        for read in (lambda: len(list(read_frames(cut))), lambda: count_frames(cut, 100)):
            try:
                held = read()
            except BadInputError as error:
                said.append(str(error))
            else:
                assert held == 5, f"{length} bytes of {len(whole)} hold fewer frames, and nobody said so"
    assert all(str(cut) in sentence for sentence in said)
    assert all("Copy it again" in sentence or "Give a movie" in sentence for sentence in said)
    assert any("does not say how its picture is coded" in sentence for sentence in said)
    assert any("announces 5 frames" in sentence for sentence in said)


def test_no_picture_is_an_error(tmp_path):
    with pytest.raises(BadInputError, match="no picture to put"):
        write_movie(tmp_path / "a.mp4", iter(()), SILENCE, rate=Fraction(24), tags={})


@pytest.mark.parametrize(("every", "wanted"), [(1, list(range(10))), (4, [0, 4, 8, 9]), (9, [0, 9]), (99, [0, 9])])
def test_sampled_frames_are_those_of_the_movie_the_last_among_them(tmp_path, every, wanted):
    write_movie(tmp_path / "a.mp4", pictures(10), SILENCE, rate=Fraction(24), tags={})
    whole = list(read_frames(tmp_path / "a.mp4"))
    sampled = list(sampled_frames(tmp_path / "a.mp4", every))
    assert [frame for frame, _ in sampled] == wanted
    for frame, picture in sampled:
        assert picture.dtype == np.uint8
        assert np.abs(picture / 255 - whole[frame]).max() < 0.02
