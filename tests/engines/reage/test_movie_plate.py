"""A movie that can't be changed frame by frame is refused with the way on."""

from fractions import Fraction

import av  # noqa: TID253 - movies are made here that our own writer would not make
import numpy as np
import pytest

from rushes.engines.reage.movie_plate import check_movie
from rushes.errors import BadInputError


def movie(path, *, transfer=1, aspect=None, times=range(8), pixels="yuv420p", options=None):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24, options=options or {})
        stream.width, stream.height, stream.pix_fmt = 128, 96, pixels
        stream.time_base = Fraction(1, 24)
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace = transfer, 1, 1
        context.max_b_frames = 0
        if aspect is not None:
            context.sample_aspect_ratio = aspect
        for index, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(np.full((96, 128, 3), 20 * index, np.uint8), format="rgb24")
            frame = frame.reformat(format=pixels)
            frame.pts, frame.time_base = time, Fraction(1, 24)
            frame.color_trc = transfer
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("more", [{}, {"pixels": "yuv420p10le"}, {"aspect": Fraction(1)}])
def test_an_even_movie_of_square_pixels_will_do_in_8_and_in_10_bit(tmp_path, more):
    check_movie(movie(tmp_path / "a.mp4", **more))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"transfer": 16}, "PQ"),
        ({"transfer": 18}, "HLG"),
        ({"transfer": 9}, "logarithmic"),
        ({"transfer": 10}, "logarithmic"),
        ({"transfer": 8}, "scene-linear light"),
        ({"aspect": Fraction(2)}, "Desqueeze"),
        ({"times": (0, 1, 2, 3, 7, 8, 12, 13)}, "variable frame rate"),
        ({"options": {"x264-params": "tff=1", "flags": "+ildct+ilme"}}, "interlaced"),
    ],
)
def test_what_will_not_do_is_one_sentence_with_the_way_on(tmp_path, more, said):
    with pytest.raises(BadInputError) as refused:
        check_movie(movie(tmp_path / "a.mp4", **more))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("transfer", [8, 9, 10])
def test_a_declared_curve_is_let_pass_where_the_brief_names_one(tmp_path, transfer):
    check_movie(movie(tmp_path / "a.mp4", transfer=transfer), named=True)
    with pytest.raises(BadInputError, match="plate_colour"):
        check_movie(tmp_path / "a.mp4")


@pytest.mark.parametrize("transfer", [16, 18])
def test_hdr_for_a_display_is_refused_whatever_the_brief_names(tmp_path, transfer):
    with pytest.raises(BadInputError, match="is encoded with"):
        check_movie(movie(tmp_path / "a.mp4", transfer=transfer), named=True)


def test_no_movie_is_a_sentence(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"no movie")
    with pytest.raises(BadInputError, match="can't be read"):
        check_movie(tmp_path / "a.mp4")
