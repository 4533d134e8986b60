"""A stranger's file is read in a process apart: with limits, no network, no other program; what goes wrong there is a sentence here."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
import sys
import zlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rushes.errors import BadInputError, CheckFailedError
from rushes.media.apart import Limits, apart, each_apart
from rushes.media.apart.carried import packed, unpacked
from rushes.media.exr import write_picture
from rushes.media.movie import read_frames, write_movie
from rushes.media.picture import Picture, read_picture
from rushes.media.plate import check_plate, find_plate, read_plate
from rushes.show import FrameRange

RATE = Fraction(24)
SMALL = Limits(memory_bytes=2 << 30, seconds=60)


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).integers(40, 200, shape, dtype=np.uint8)


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a module of readers that do what a taken-over decoder would; it is found by name in the process apart."""
    import importlib

    from rushes.media.apart import calling

    (tmp_path / "hostile_reader.py").write_text(HOSTILE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr(calling, "_ready", [])
    yield importlib.import_module("hostile_reader")
    for _, one in calling._ready:
        one.close()
    sys.modules.pop("hostile_reader", None)


HOSTILE = """
import os, socket, subprocess, sys, time
from rushes.errors import CheckFailedError

def quiet(path): return str(path)
def fails(path): raise CheckFailedError("Frame 1001 is not right.")
def surprised(path): raise KeyError("lost")
def crashes(path): os.kill(os.getpid(), 11) if False else __import__("ctypes").string_at(0)
def greedy(path): return len(bytearray(64 << 30))
def endless(path):
    while True: pass
def asleep(path): time.sleep(600)
def connects(path):
    socket.create_connection(("127.0.0.1", int(path.name)), timeout=5)
    return "connected"
def starts(path): return subprocess.run(["true"]).returncode
def forks(path): return os.fork()
def writes(path): open(str(path) + ".new", "w").write("x"); return "written"
def empties(path): open(path, "r+b").truncate(0); return "emptied"
def removes(path): os.unlink(path); return "removed"
def kills(path): os.kill(os.getppid(), 9); return "killed"
def sees(path): return sorted(os.environ)
def speaks(path): print("value" * 1000); sys.stderr.write("x" * 100000); return 7
def counts(path):
    for number in range(10**9): yield number
def breaks_off(path):
    yield 1
    __import__("ctypes").string_at(0)
def opens(path): return len([open(path) for _ in range(5000)])
def forges(path):
    class Picture: pass
    return Picture()
"""


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("crashes", "can't be read: what reads it crashed"),
        ("greedy", "takes more memory than a file from outside may"),
        ("surprised", r"damaged or of an unusual kind \(KeyError\)"),
        ("opens", r"damaged or of an unusual kind \(OSError\)"),
        ("forges", "TypeError"),
    ],
)
def test_what_goes_wrong_apart_is_a_sentence_here(hostile, tmp_path, reader, words):
    (tmp_path / "plate.exr").touch()
    with pytest.raises(BadInputError, match=words) as told:
        apart(getattr(hostile, reader), tmp_path / "plate.exr", limits=SMALL)
    assert "plate.exr" in str(told.value)
    assert apart(hostile.quiet, tmp_path / "next.exr").endswith("next.exr"), "the next call has a process of its own"


@pytest.mark.parametrize("reader", ["endless", "asleep"])
def test_what_has_no_end_is_ended(hostile, tmp_path, reader):
    with pytest.raises(BadInputError, match=r"plate.exr (took too long to read|can't be read: what reads it crashed)"):
        apart(getattr(hostile, reader), tmp_path / "plate.exr", limits=Limits(seconds=2.0, rows=1))


def test_errors_keep_their_class(hostile, tmp_path):
    with pytest.raises(CheckFailedError, match=r"^Frame 1001 is not right\.$"):
        apart(hostile.fails, tmp_path)


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux refuses these")


@LINUX
def test_there_is_no_network_though_somebody_listens(hostile, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()
        with pytest.raises(BadInputError, match="PermissionError"):
            apart(hostile.connects, Path(str(port)))


@LINUX
@pytest.mark.parametrize("reader", ["starts", "forks", "writes", "empties", "removes", "kills"])
def test_no_program_is_started_and_no_file_changed(hostile, tmp_path, reader):
    target = tmp_path / "take.exr"
    target.write_bytes(b"whole")
    with pytest.raises(BadInputError, match=r"PermissionError|BlockingIOError"):
        apart(getattr(hostile, reader), target)
    assert target.read_bytes() == b"whole"
    assert not target.with_suffix(".exr.new").exists()


def test_secrets_of_the_environment_stay_outside(hostile, tmp_path, monkeypatch):
    for name in ("AWS_SECRET_ACCESS_KEY", "PGPASSWORD", "RUSHES_OIDC_SECRET"):
        monkeypatch.setenv(name, "secret")
    seen = apart(hostile.sees, tmp_path)
    assert "PATH" in seen
    assert not {one for one in seen if "SECRET" in one or "PASS" in one or one.startswith(("RUSHES", "AWS"))}


def test_what_a_library_prints_is_no_value(hostile, tmp_path):
    assert apart(hostile.speaks, tmp_path) == 7


def test_a_row_without_end_ends_with_its_reader(hostile, tmp_path):
    row = each_apart(hostile.counts, tmp_path)
    assert [next(row) for _ in range(3)] == [0, 1, 2]
    row.close()
    assert apart(hostile.quiet, tmp_path)
    with pytest.raises(BadInputError, match="crashed"):
        list(each_apart(hostile.breaks_off, tmp_path))


def test_two_rows_at_once_have_a_process_each(hostile, tmp_path):
    both = zip(each_apart(hostile.counts, tmp_path), each_apart(hostile.counts, tmp_path), strict=False)
    assert [next(both) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]


def test_values_come_as_they_were(tmp_path):
    light = np.linspace(0, 4, 64 * 80 * 3, dtype=np.float32).reshape(64, 80, 3)
    write_picture(tmp_path / "a.exr", light, frame=1, rate=RATE)
    here, there = read_picture(tmp_path / "a.exr"), apart(read_picture, tmp_path / "a.exr")
    assert np.array_equal(here.pixels, there.pixels)
    assert (here.space, here.notes, here.size) == (there.space, there.notes, there.size)
    write_movie(tmp_path / "a.mp4", iter(noise(5, 72, 96, 3)), np.zeros((0, 2), np.float32), rate=RATE, tags={})
    assert all(map(np.array_equal, read_frames(tmp_path / "a.mp4"), each_apart(read_frames, tmp_path / "a.mp4")))


@pytest.mark.parametrize("value", [None, True, 1, -0.5, "é", Fraction(24000, 1001), (1, ("a", None)), [1, [2]], {"a": (1,)}, Path("/x"), FrameRange(1, 2)])  # fmt: skip
def test_every_kind_of_value_is_carried(value):
    assert unpacked(*packed(value)) == value


@pytest.mark.parametrize("tree", [{"of": "Popen", "with": {}}, {"of": "Path", "with": {}}, {"array": 3}, {"over": [1, 0]}, {"over": "x"}, {"of": "FrameRange", "with": {"first": 2}}, {}])  # fmt: skip
def test_nothing_else_is_made_of_what_comes_back(tree):
    with pytest.raises(BadInputError, match="no form that is taken"):
        unpacked(tree, [])


def test_an_object_is_not_carried():
    with pytest.raises(TypeError):
        packed(Picture)
    with pytest.raises(TypeError):
        packed(np.random.default_rng(1))


# Bombs: files that are small and say that they are large.


def png_bomb(path: Path) -> Path:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1 << 20), 9)
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 16, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


def exr_bomb(path: Path) -> Path:
    write_picture(path, np.full((64, 64, 3), 0.5, np.float32), frame=1, rate=RATE)
    window = struct.pack("<4i", 0, 0, 63, 63)
    path.write_bytes(path.read_bytes().replace(window, struct.pack("<4i", 0, 0, 2**30, 2**30)))
    return path


def display_bomb(path: Path) -> Path:
    write_picture(path, np.full((64, 64, 3), 0.5, np.float32), frame=1, rate=RATE)
    data = path.read_bytes()
    at = data.index(b"displayWindow\0box2i\0") + len(b"displayWindow\0box2i\0") + 4
    path.write_bytes(data[:at] + struct.pack("<4i", 0, 0, 200_000, 200_000) + data[at + 16 :])
    return path


def movie_bomb(path: Path) -> Path:
    write_movie(path, iter(noise(3, 64, 64, 3)), np.zeros((0, 2), np.float32), rate=RATE, tags={})
    data = path.read_bytes()
    at = data.index(b"avc1", data.index(b"stsd")) + 4 + 24
    path.write_bytes(data[:at] + struct.pack(">HH", 65_500, 65_500) + data[at + 4 :])
    return path


def lying_movie(path: Path) -> Path:
    """Announce a thousand million frames where three are."""
    write_movie(path, iter(noise(3, 64, 64, 3)), np.zeros((0, 2), np.float32), rate=RATE, tags={})
    data = path.read_bytes()
    at = data.index(b"stsz") + 4 + 4 + 4
    path.write_bytes(data[:at] + struct.pack(">I", 10**9) + data[at + 4 :])
    return path


@pytest.mark.parametrize(
    ("make", "name"), [(png_bomb, "a.png"), (exr_bomb, "a.exr"), (display_bomb, "a.exr"), (lying_movie, "a.mp4")]
)
def test_a_bomb_is_a_sentence(tmp_path, make, name):
    path = make(tmp_path / name)
    assert path.stat().st_size < 1 << 16
    for read in (check_plate, lambda path, frames: list(read_plate(find_plate(path), frames))):
        with pytest.raises(BadInputError, match=name):
            read(path, FrameRange(1001, 1010))


def test_a_movie_that_says_it_is_larger_than_it_is_ends(tmp_path):
    path = movie_bomb(tmp_path / "a.mp4")
    sizes = {(64, 64)}
    with contextlib.suppress(BadInputError):
        sizes = {picture.size for _, picture in read_plate(find_plate(path), FrameRange(1001, 1003))}
    assert sizes == {(64, 64)}, "its pictures know their own size"


def test_a_plate_is_not_read_in_this_process(tmp_path):
    """The decoders of pictures and movies are not even loaded by what asks for a plate."""
    write_movie(tmp_path / "a.mp4", iter(noise(5, 72, 96, 3)), np.zeros((0, 2), np.float32), rate=RATE, tags={})
    code = (
        "import sys, pathlib\nfrom rushes.media.plate import *\nfrom rushes.show import FrameRange\n"
        f"f = FrameRange(1001, 1003); p = pathlib.Path({str(tmp_path / 'a.mp4')!r})\n"
        "check_plate(p, f); print(len(list(read_plate(find_plate(p), f))))\n"
        "print({'av', 'cv2', 'OpenEXR'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["3", "set()"]
