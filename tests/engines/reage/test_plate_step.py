"""A plate comes in as the brief says that it is encoded: the same light from log EXR, log DPX and a log movie; and a doubt is said."""

from __future__ import annotations

import json
from fractions import Fraction

import av  # noqa: TID253 - files are made here that our own writers would not make
import cv2  # noqa: TID253 - a picture is drawn
import numpy as np
import pytest

from cleared import permit
from lit_head import lit_head
from rushes.brief import read_brief
from rushes.clearance.likeness.seen import sampled, seen_in
from rushes.engines.reage.plate_step import plate, plate_file
from rushes.errors import BadInputError
from rushes.media.colour import ACESCG, convert
from rushes.media.encoding import ENCODINGS, space_of
from rushes.media.exr import read_picture, write_exr
from rushes.plan import StepContext

RATE = Fraction(24)


def scene():
    """Return a drawn head in soft light, without black corners, shape [256, 256, 3]."""
    light, _, _ = lit_head()
    return np.maximum(cv2.GaussianBlur(light, (0, 0), 2)[::2, ::2], 0.02).astype(np.float32)


def code(curve):
    return convert(scene(), ACESCG, ENCODINGS[curve])


def exr(path, values):
    planes = {band: values[..., at].astype(np.float32) for at, band in enumerate("RGB")}
    write_exr(path, planes, frame=1001, rate=RATE)
    return path


def dpx(path, values):
    codes = np.round(np.clip(values, 0, 1) * 1023).astype(np.uint16)
    encoder = av.CodecContext.create("dpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = 256, 256, "gbrp10le", Fraction(1, 24)
    frame = av.VideoFrame.from_ndarray(codes, format="gbrp10le")
    path.write_bytes(b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None))))
    return path


def movie(path, values):
    """Write two frames of 10 bit, 4:2:2, as a camera does."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("prores_ks", rate=24, options={"profile": "3"})
        stream.width, stream.height, stream.pix_fmt = 256, 256, "yuv422p10le"
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace, context.color_range = 1, 1, 1, 1
        for index in range(2):
            codes = np.round(np.clip(values, 0, 1) * 65535).astype(np.uint16)
            frame = av.VideoFrame.from_ndarray(codes, format="rgb48le").reformat(
                format="yuv422p10le", dst_colorspace="ITU709", src_color_range=2, dst_color_range=1
            )
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def brought(tmp_path):
    """Make the step of two frames; return the second one's light and the record."""

    def run(path, colour):
        out = tmp_path / "out"
        out.mkdir()
        params = {"frames": [1001, 1002], "rate": "24/1", "colour": colour}
        plate(StepContext(out, {}, {"plate": path}, params, permit("alter"), lambda *_: None))
        return read_picture(plate_file(out, 1002)), json.loads((out / "plate.json").read_text(encoding="utf-8"))

    return run


@pytest.mark.parametrize(("make", "name", "off"), [(exr, "a.exr", 0.002), (dpx, "a.dpx", 0.01), (movie, "a.mov", 0.05)])
@pytest.mark.parametrize("curve", ["logc3", "s-log3-cine"])
def test_the_same_light_comes_from_a_curve_in_an_exr_a_dpx_and_a_movie(brought, tmp_path, make, name, off, curve):
    found, record = brought(make(tmp_path / name, code(curve)), curve)
    ratio = np.log(np.maximum(found, 1e-3) / scene())
    assert np.median(np.abs(ratio)) < off
    assert abs(np.median(ratio)) < off / 2, "no step of exposure"
    assert record["colour"] == curve
    assert any(ENCODINGS[curve] in note for note in record["notes"]) or name == "a.mov"
    assert not any("taken for" in note for note in record["notes"])


def test_a_curve_that_nobody_names_is_read_as_light_and_doubted(brought, tmp_path):
    found, record = brought(exr(tmp_path / "a.exr", code("logc3")), "declared")
    assert np.median(found) > 1.2 * np.median(scene())
    assert any("plate_colour" in note for note in record["notes"])


def test_light_is_not_doubted(brought, tmp_path):
    _, record = brought(exr(tmp_path / "a.exr", scene() * np.geomspace(0.05, 1, 256)[:, None, None]), "declared")
    assert not any("plate_colour" in note for note in record["notes"])


@pytest.mark.parametrize(("make", "name"), [(exr, "a.exr"), (dpx, "a.dpx"), (movie, "a.mov")])
def test_the_clearance_sees_the_face_as_a_viewer_does(tmp_path, make, name):
    path = make(tmp_path / name, code("logc4"))
    _, shown = next(sampled(path, space=space_of("logc4")))
    _, wanted = next(sampled(exr(tmp_path / "light.exr", scene()), space="ACEScg"))
    assert np.abs(shown.astype(int) - wanted).mean() < 3
    assert seen_in(path, space=space_of("logc4")).faces == 1


def test_a_brief_names_it_and_what_is_no_encoding_is_a_sentence(tmp_path):
    exr(tmp_path / "a.exr", scene())
    words = 'kind: reage\nshot: "010_0030"\nplate: a.exr\nperformer: p-014\nfrom: 61\nto: 45\nplate_colour: '
    for name in ("logc3", "log c"):
        (tmp_path / f"{name}.yaml").write_text(words + name, encoding="utf-8")
    assert read_brief(tmp_path / "logc3.yaml", rate=RATE).plate_colour == "logc3"
    with pytest.raises(BadInputError, match="plate_colour"):
        read_brief(tmp_path / "log c.yaml", rate=RATE)


def test_a_destruction_says_that_it_reads_no_such_field(tmp_path):
    (tmp_path / "a.yaml").write_text('shot: "010_0030"\ntext: a house falls\nplate_colour: logc3', encoding="utf-8")
    with pytest.raises(BadInputError, match="plate_colour belongs to a brief of kind"):
        read_brief(tmp_path / "a.yaml", rate=RATE)
