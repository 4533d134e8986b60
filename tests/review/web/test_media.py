"""Tests of media: ranges, nothing that take.json doesn't list, and stills drawn in a process with limits."""

from __future__ import annotations

import json
import os
from fractions import Fraction

import numpy as np
import pytest

from rushes.canonical import sha256_of_file
from rushes.errors import BadInputError, StepFailedError
from rushes.media.exr import write_exr, write_picture
from rushes.review.web.worker import Worker, inside


def decoded(answer):
    import cv2

    assert answer.status_code == 200, answer.text
    return cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_UNCHANGED)


@pytest.fixture
def put_picture(put_take):
    """Put a take with one EXR of a known picture, and a beauty with passes and a matte; return the version's folder."""

    def put():
        folder = put_take()
        ramp = np.zeros((54, 96, 4), np.float32)
        ramp[..., :3] = np.linspace(0, 2, 96)[None, :, None]
        ramp[..., 3] = np.linspace(0, 1, 54)[:, None]
        comp = folder / "exr" / "SHOW_020_0150_comp_v001.1001.exr"
        beauty = folder / "elements" / "beauty" / "SHOW_020_0150_beauty_v001.1001.exr"
        for path in (comp, beauty):
            path.parent.mkdir(parents=True)
        write_picture(comp, ramp, frame=1001, rate=Fraction(24))
        depth = np.full((54, 96), 1e10, np.float32)
        depth[:, 48:] = np.linspace(5, 50, 48, dtype=np.float32)
        id_of = np.full((54, 96), np.array([0x3F800001], np.uint32).view(np.float32)[0], np.float32)
        share = np.zeros((54, 96), np.float32)
        share[10:20] = 0.5
        none = np.zeros((54, 96), np.float32)
        planes = {
            **dict(zip("RGB", np.moveaxis(ramp[..., :3].astype(np.float16), -1, 0), strict=True)),
            "depth.Z": depth,
            "CryptoObject00.R": id_of, "CryptoObject00.G": share, "CryptoObject00.B": none, "CryptoObject00.A": none,
        }  # fmt: skip
        manifest = {
            "cryptomatte/abcdef0/name": "CryptoObject",
            "cryptomatte/abcdef0/manifest": json.dumps({"slab_0007": "3f800001"}),
        }
        write_exr(beauty, planes, frame=1001, rate=Fraction(24), header=manifest)
        record = json.loads((folder / "take.json").read_text(encoding="utf-8"))
        record["files"] += [
            {"path": path.relative_to(folder).as_posix(), "role": role, "sha256": sha256_of_file(path)}
            for path, role in ((comp, "comp"), (beauty, "element"))
        ]
        (folder / "take.json").write_text(json.dumps(record), encoding="utf-8")
        return folder

    return put


def test_a_movie_comes_in_ranges(enter, put_take):
    put_take()
    room, path = enter(), "/media/020_0150/v001/review/SHOW_020_0150_v001.mp4"
    whole = room.get(path)
    part = room.get(path, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert room.get(path, headers={"range": "bytes=99999999-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    ["take.json", "../v001/take.json", "%2e%2e/%2e%2e/show.yaml", "review/../take.json", "/etc/passwd", "review"],
)
def test_only_files_that_the_take_lists(enter, put_take, path):
    put_take()
    assert enter().get(f"/media/020_0150/v001/{path}").status_code == 404


def test_a_link_that_leads_out_of_the_show_is_not_followed(enter, put_take, tmp_path):
    folder = put_take()
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"secret")
    movie = folder / "review" / "SHOW_020_0150_v001.mp4"
    movie.unlink()
    movie.symlink_to(secret)
    answer = enter().get("/media/020_0150/v001/review/SHOW_020_0150_v001.mp4")
    assert answer.status_code == 400
    assert b"secret" not in answer.content
    with pytest.raises(BadInputError, match="no file"):
        inside(folder, "../../../secret.mp4")


def test_a_still_is_the_exr_through_the_shows_view_at_full_size(enter, put_picture):
    put_picture()
    room, path = enter(), "/api/shots/020_0150/v001/still/1001.png"
    pixels = decoded(room.get(path))
    assert pixels.shape == (54, 96, 3)
    assert np.all(np.diff(pixels[20, :, 1].astype(int)) >= 0)
    assert pixels[20, -1, 1] < 250, "the film's shoulder"
    assert decoded(room.get(path, params={"exposure": -2}))[20, 40, 1] < pixels[20, 40, 1]
    alpha = decoded(room.get(path, params={"channel": "a"}))
    assert (alpha[0, 0], alpha[-1, 0]) == (0, 255)
    assert decoded(room.get(path, params={"view": "linear"}))[20, -1, 1] == 255
    assert len(np.unique(decoded(room.get(path, params={"view": "false colour"})).reshape(-1, 3), axis=0)) >= 6
    assert room.get(path, params={"view": "mine"}).status_code == 422
    assert room.get("/api/shots/020_0150/v001/still/1002.png").status_code == 404


def test_passes_and_mattes_are_found_and_shown(enter, put_picture):
    put_picture()
    room = enter()
    (version,) = room.get("/api/shots/020_0150/versions").json()["versions"]
    assert [one["name"] for one in version["passes"]] == ["beauty", "beauty depth"]
    assert [one["name"] for one in version["mattes"]] == ["slab"]
    depth = decoded(room.get(version["passes"][1]["still"].replace("{frame}", "1001")))
    assert depth[0, 0] == 0, "nothing there"
    assert depth[0, 48] > depth[0, 95] > 0, "near is white"
    matte = decoded(room.get(version["mattes"][0]["still"].replace("{frame}", "1001")))
    assert (matte[0, 0], matte[15, 0]) == (0, 128)


def test_a_damaged_exr_gives_a_sentence_and_the_next_still_is_drawn(enter, put_picture):
    folder = put_picture()
    comp = folder / "exr" / "SHOW_020_0150_comp_v001.1001.exr"
    whole = comp.read_bytes()
    room, path = enter(), "/api/shots/020_0150/v001/still/1001.png"
    comp.write_bytes(whole[: len(whole) // 2])
    assert room.get(path).status_code == 400
    comp.write_bytes(whole)
    assert room.get(path).status_code == 200


def test_who_takes_too_long_or_too_much_memory_is_ended(put_picture):
    path = str(put_picture() / "exr" / "SHOW_020_0150_comp_v001.1001.exr")
    asked = {"path": path, "exposure": 0.0, "channel": "rgb", "view": ""}
    slow = Worker(deadline_s=0.001)
    with pytest.raises(StepFailedError, match="too long"):
        slow.draw("still", asked)
    small = Worker(memory_bytes=1 << 20)
    with pytest.raises(StepFailedError, match="memory"):
        small.draw("still", asked)
    whole = Worker()
    assert whole.draw("still", asked).startswith(b"\x89PNG")
    process = whole._process
    os.kill(process.pid, 9)
    process.wait()
    assert whole.draw("still", asked).startswith(b"\x89PNG"), "a new process takes over"
    for worker in (slow, small, whole):
        worker.close()
