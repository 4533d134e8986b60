"""The invisible mark in delivered movies: laid, said, read back, and found when the seal is gone."""

import json
from fractions import Fraction

import numpy as np
import pytest

from rushes.delivery.deliver import deliver
from rushes.delivery.movies import read_movie
from rushes.delivery.pictures import watermarked
from rushes.delivery.profile import parse_profile
from rushes.delivery.program import Program
from rushes.errors import RushesError
from rushes.provenance import trust_roots
from rushes.provenance.verify import verify_file
from rushes.provenance.watermark import mark_of, mark_text

SIZE = (270, 480)


def profile_of(mark):
    return parse_profile(
        f"""
name: marked
title: Marked
deliverables:
  - {{kind: movie, name: "{{shot}}.mp4", codec: h264, size: {{width: 480, height: 320, fit: inside}}, slate: true, watermark: {mark}}}
""",
        "marked.yaml",
    )


def posted(movie, path):
    """Code a movie anew, as whoever posts it does: no seal is left."""
    import av

    _, frames = read_movie(movie)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(24))
        stream.width, stream.height, stream.pix_fmt, stream.options = 480, 320, "yuv420p", {"crf": "23"}
        for _, picture in frames:
            shown = (picture * 255 + 0.5).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        container.mux(stream.encode())
    return path


def test_a_delivered_movie_names_its_take_when_its_seal_is_gone(house, tmp_path, rushes):
    take = house.take(size=SIZE)
    other = house.take("020_0160", size=SIZE, frames=6)
    mark = mark_of(take.to_json())
    package = deliver(house.show, profile_of("true"), tmp_path / "OUT", asked=[take.shot])
    [entry] = package.record["takes"]
    movie = package.folder / entry["files"][0]["path"]
    sealed = verify_file(movie, trust_roots=trust_roots())
    assert ("invisible mark", mark_text(mark)) in sealed.details
    said = {one["label"]: one["data"] for one in sealed.manifest["assertions"]}
    assert "c2pa.watermarked" in [one["action"] for one in said["c2pa.actions.v2"]["actions"]]
    code, out, _ = rushes(
        "identify", str(posted(movie, tmp_path / "posted.mp4")), "--show", str(house.show.folder), "--json"
    )
    assert code == 0
    [sighting] = json.loads(out.splitlines()[-1])["sightings"]
    assert (sighting["shot"], sighting["version"]) == (take.shot, take.version)
    assert mark != mark_of(other.to_json())


def test_a_movie_without_its_mark_is_none_that_was_asked_for(house, tmp_path, monkeypatch):
    house.take(size=SIZE)
    plain = deliver(house.show, profile_of("false"), tmp_path / "PLAIN")
    [entry] = plain.record["takes"]
    assert "invisible mark" not in dict(
        verify_file(plain.folder / entry["files"][0]["path"], trust_roots=trust_roots()).details
    )
    drawn, pictures = [], Program.pictures

    def unmarked_at_first(program):
        drawn.append(program)
        return pictures(program.without_mark() if len(drawn) == 1 else program)

    monkeypatch.setattr(Program, "pictures", unmarked_at_first)
    with pytest.raises(RushesError, match=r"[01]% of its invisible mark is left"):
        deliver(house.show, profile_of("true"), tmp_path / "OUT")
    assert not (tmp_path / "OUT").exists()


def test_black_borders_stay_black():
    picture = np.zeros((320, 480, 3), np.float32)
    picture[25:295] = np.random.default_rng(0).random((270, 480, 3), np.float32)
    out = watermarked(picture, 7, (480, 270))
    assert not out[:25].any()
    assert not out[295:].any()
    assert np.abs(out[25:295] - picture[25:295]).max() > 0.5 / 255
