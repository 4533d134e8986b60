"""Targets: pictures, movies, sound, scenes, weights and seals; mostly read in C, where only a process apart helps."""

from __future__ import annotations

import io
import json
import struct
import wave
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np

from fuzz.records import authority
from fuzz.target import Target, quiet, workplace
from fuzz.words import RATE

PICTURES = 4
"""So many of a movie's frames are decoded: more of the same tell nothing new."""


def _noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).integers(40, 200, shape, dtype=np.uint8)


def _exr(path: Path) -> object:
    from rushes.media.picture import read_picture, size_of

    return size_of(path), read_picture(path)


def _layers(path: Path) -> object:
    """Read an EXR as the review room does: its passes and mattes from its header."""
    from rushes.media.drawn.stills import layers

    return layers(str(path))


def _exrs() -> list[bytes]:
    import OpenEXR

    from rushes.media.exr import write_picture

    made = []
    path = workplace() / "seed.exr"
    write_picture(path, _noise(64, 72, 3) / 255, frame=1001, rate=RATE)
    made.append(path.read_bytes())
    kinds = (
        OpenEXR.NO_COMPRESSION,
        OpenEXR.PIZ_COMPRESSION,
        OpenEXR.B44_COMPRESSION,
        OpenEXR.DWAA_COMPRESSION,
        OpenEXR.RLE_COMPRESSION,
    )
    for kind in kinds:
        flat = np.full((64, 64, 3), 0.5, np.float16)
        OpenEXR.File(
            {"compression": kind, "type": OpenEXR.scanlineimage, "crypto/manifest": "{}"}, {"RGB": flat}
        ).write(str(path))
        made.append(path.read_bytes())
    return made


def _picture(path: Path) -> object:
    from rushes.media.picture import read_picture

    return read_picture(path)


def _encoded(kind: str, mode: str = "RGB", **options: object) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(_noise(64, 70, 3)).convert(mode).save(stream, kind, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def _dpx(path: Path) -> object:
    from rushes.media.picture import read_picture

    return read_picture(path, "sRGB Encoded Rec.709 (sRGB)")  # type: ignore[arg-type]


def _dpxs() -> list[bytes]:
    import av

    path = workplace() / "seed.dpx"
    with av.open(str(path), "w", format="image2", options={"update": "1"}) as container:
        stream = container.add_stream("dpx", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(_noise(64, 64, 3), format="rgb24")))
        container.mux(stream.encode())
    return [path.read_bytes()]


def _movie(path: Path) -> object:
    from rushes.media.movie import movie_rate, movie_size, read_frames
    from rushes.media.movie_sound import movie_sound

    with quiet():
        size, rate = movie_size(path), movie_rate(path)
        return size, rate, list(islice(read_frames(path), PICTURES)), movie_sound(path, first=0, frames=2, rate=RATE)


@cache
def _movies() -> list[bytes]:
    import av

    from rushes.media.movie import write_movie

    path = workplace() / "seed.mp4"
    sound = np.zeros((6000, 2), np.float32)
    write_movie(path, iter(_noise(3, 64, 64, 3)), sound, rate=RATE, tags={"title": "t"}, timecode="01:00:00:00")
    made = [path.read_bytes()]
    for container_name, codec in (("mov", "prores"), ("avi", "mjpeg"), ("matroska", "ffv1")):
        stream = io.BytesIO()
        with av.open(stream, "w", format=container_name) as container:
            video = container.add_stream(codec, rate=24)
            video.width = video.height = 64
            video.pix_fmt = {"prores": "yuv422p10le", "mjpeg": "yuvj420p", "ffv1": "yuv420p"}[codec]
            for picture in _noise(2, 64, 64, 3):
                container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(video.encode())
        made.append(stream.getvalue())
    return made


def _wav(path: Path) -> object:
    from rushes.media.sound import read_wav

    return read_wav(path)


def _wavs() -> list[bytes]:
    from rushes.media.sound import write_wav

    path = workplace() / "seed.wav"
    write_wav(path, np.zeros((480, 2), np.int32), start=0, description="seed")
    stream = io.BytesIO()
    with wave.open(stream, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(48000)
        made.writeframes(bytes(200))
    return [path.read_bytes(), stream.getvalue()]


def _track(path: Path) -> object:
    from rushes.engines.matchmove import read_track
    from rushes.show import FrameRange

    with quiet():
        return read_track(path, FrameRange(1001, 1003), site="/solve/foot")


def _scene(*, binary: bool) -> bytes:
    from pxr import Gf, Usd, UsdGeom

    path = workplace() / f"seed.{'usdc' if binary else 'usda'}"
    path.unlink(missing_ok=True)
    stage = Usd.Stage.CreateNew(str(path))
    UsdGeom.Xform.Define(stage, "/solve/foot")
    camera = UsdGeom.Camera.Define(stage, "/solve/shotcam")
    moved = camera.AddTransformOp()
    for frame in range(1001, 1004):
        moved.Set(Gf.Matrix4d().SetTranslate(Gf.Vec3d(0, 0, frame)), frame)
    stage.GetRootLayer().Save()
    return path.read_bytes()


def _safetensors(path: Path) -> object:
    from rushes.clearance.models.weights import weights_at

    return weights_at(path)


def _weights() -> list[bytes]:
    header = json.dumps(
        {"w": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}, "__metadata__": {"a": "b"}}
    ).encode()
    return [struct.pack("<Q", len(header)) + header + bytes(4), struct.pack("<Q", 2) + b"{}"]


def _statement(path: Path) -> object:
    from rushes.clearance.models import read_statement

    return read_statement(path)


def _statements() -> list[bytes]:
    from stated import cyclonedx, spdx

    return [json.dumps(made).encode() for made in (spdx(), cyclonedx())]


def _card(path: Path) -> object:
    from rushes.clearance.models.loading import read_card

    return read_card(path)


def _marks(path: Path) -> object:
    from rushes.clearance.likeness.marks import Marks

    return Marks.from_bytes(path.read_bytes())


def _marked() -> list[bytes]:
    from rushes.clearance.likeness.marks import marks_of

    return [marks_of(_noise(96, 96, 3)).to_bytes()]


def _seal(path: Path) -> object:
    from rushes.provenance.verify import verify_file

    return verify_file(path, trust_roots="")


def _reservation(path: Path) -> object:
    from rushes.clearance.reserved import statement_of

    return statement_of(path)


@cache
def _sealed() -> list[bytes]:
    """Return a WAV with a seal of ours inside, made by an authority of this process's own."""
    from datetime import UTC, datetime

    from rushes.canonical import sha256_of_file
    from rushes.clearance import Clearance, Verdict
    from rushes.engines import Take, TakeFile
    from rushes.provenance import SIMULATED, seal
    from rushes.show import FrameRange

    folder = workplace() / "SHOW" / "shots" / "010_0010" / "v001"
    (folder / "sound").mkdir(parents=True)
    sound = folder / "sound" / "a.wav"
    sound.write_bytes(_wavs()[1])
    judged = Clearance(
        Verdict.CLEARED, (), "b" * 64, frozenset({"generate"}), (), datetime(2026, 11, 1, tzinfo=UTC)
    ).to_json()
    take = Take(
        folder=folder, files=(TakeFile("sound/a.wav", "sound", sha256_of_file(sound)),), show="SHOW", shot="010_0010", version="v001",
        kind="clip", engine="clip 1", rate=RATE, frames=FrameRange(1001, 1002), handles=0, seed=1, recipe={"sha256": "a" * 64, "steps": []},
        clearance=judged, understood=(), assumed=(), not_understood=(), digital_source_type=SIMULATED, created="2026-11-01T00:00:00+00:00",
    )  # fmt: skip
    seal(take, signer=authority().signer, plate=None)
    return [sound.read_bytes()]


def _sealed_weights(path: Path) -> object:
    from rushes.provenance.sealed_weights import read_sealed

    return read_sealed(path)


def _weights_sealed() -> list[bytes]:
    from rushes.clearance.models import ConsentOf, ModelCard
    from rushes.provenance.sealed_weights import seal_weights

    path, out = workplace() / "w.safetensors", workplace() / "sealed.safetensors"
    path.write_bytes(_weights()[0])
    consent = ConsentOf(performer="p-014", id="urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b", sha256="c" * 64)
    card = ModelCard(
        id="look", weights="w.safetensors", weights_sha256="a" * 64, licence="our own", production="SHOW", subjects=("p-014",),
        consents=(consent,),
    )  # fmt: skip
    seal_weights(path, out, card, authority().signer)
    return [out.read_bytes()]


def _cards() -> list[bytes]:
    from rushes.clearance.models import ModelCard

    return [
        ModelCard(id="look", weights="w.safetensors", weights_sha256="a" * 64, licence="MIT").model_dump_json().encode()
    ]


TARGETS = (
    Target("exr", "a.exr", _exr, _exrs, native=True),
    Target("exr-layers", "a.exr", _layers, _exrs, native=True),
    Target(
        "png", "a.png", _picture, lambda: [_encoded("PNG"), _encoded("PNG", "RGBA"), _encoded("PNG", "P")], native=True
    ),
    Target(
        "jpeg",
        "a.jpg",
        _picture,
        lambda: [_encoded("JPEG"), _encoded("JPEG", "CMYK"), _encoded("JPEG", icc_profile=b"x" * 200)],
        native=True,
    ),
    Target(
        "tiff",
        "a.tif",
        _picture,
        lambda: [_encoded("TIFF"), _encoded("TIFF", compression="tiff_lzw"), _encoded("TIFF", "I;16")],
        native=True,
    ),
    Target("dpx", "a.dpx", _dpx, _dpxs, native=True),
    Target("movie", "a.mov", _movie, _movies, native=True),
    Target("wav", "a.wav", _wav, _wavs, native=True),
    Target("usd-text", "a.usda", _track, lambda: [_scene(binary=False)], native=True),
    Target("usd-binary", "a.usdc", _track, lambda: [_scene(binary=True)], native=True),
    Target("safetensors", "a.safetensors", _safetensors, _weights),
    Target("statement", "statement.json", _statement, _statements),
    Target("model-card", "card.json", _card, _cards),
    Target("marks", "a.npz", _marks, _marked),
    Target("seal", "a.wav", _seal, _sealed, native=True),
    Target("sealed-weights", "a.safetensors", _sealed_weights, _weights_sealed, native=True),
    Target("reservation", "a.jpg", _reservation, lambda: [_encoded("JPEG")], native=True),
)
