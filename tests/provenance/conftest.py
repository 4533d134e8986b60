"""A small sealed take: a movie, a sound, two EXRs and a text, made in memory and sealed by an authority of its own."""

import io
import json
import wave
from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.canonical import sha256_of, sha256_of_file
from rushes.clearance import Clearance, Verdict
from rushes.clearance.records.consent import Action, Consent, Signatory, Training
from rushes.clearance.records.did import did_of
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Held, Registry, Standing
from rushes.engines import Take, TakeFile
from rushes.provenance import COMPOSITE, SIMULATED, Authority, seal
from rushes.show import FrameRange, Show

BRIEF = "b" * 64


def movie_bytes():
    import av

    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for level in range(4):
            frame = av.VideoFrame.from_ndarray(np.full((36, 64, 3), level * 40, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


def wav_bytes():
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setnchannels(2)
        stream.setsampwidth(3)
        stream.setframerate(48000)
        stream.writeframes(bytes(range(256)) * 6)
    return out.getvalue()


def write_exr(path, value):
    import OpenEXR

    channels = {"RGB": np.full((18, 32, 3), value, np.float16)}
    OpenEXR.File({"compression": OpenEXR.ZIP_COMPRESSION}, channels).write(str(path))


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority.open(tmp_path_factory.mktemp("settings") / "authority")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Send whatever asks for this machine's settings into a folder of the test's."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def media(tmp_path_factory):
    folder = tmp_path_factory.mktemp("media")
    (folder / "movie.mp4").write_bytes(movie_bytes())
    (folder / "sound.wav").write_bytes(wav_bytes())
    write_exr(folder / "frame.exr", 0.18)
    return folder


@pytest.fixture
def open_take(tmp_path, media):
    """A take that is whole and not sealed yet, in a show."""
    return build(tmp_path / "SHOW" / "shots" / "010_0010" / "v001", media)


@pytest.fixture
def sealed(open_take, authority):
    take = seal(open_take, signer=authority.signer, plate=None)
    write_record(take)
    return take


def build(folder, media, *, plate_sha256=None, people=("Jane Doe",), consents=(), decisions=(), **changes):
    files = []
    for path, role, source in (
        ("exr/SHOW_010_0010_comp_v001.1001.exr", "comp", "frame.exr"),
        ("exr/SHOW_010_0010_comp_v001.1002.exr", "comp", "frame.exr"),
        ("elements/dust/SHOW_010_0010_dust_v001.1001.exr", "element", "frame.exr"),
        ("sound/SHOW_010_0010_v001.wav", "sound", "sound.wav"),
        ("review/SHOW_010_0010_v001.mp4", "review", "movie.mp4"),
    ):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((media / source).read_bytes())
        files.append(TakeFile(path, role, sha256_of_file(target)))
    clearance = Clearance(
        Verdict.CLEARED, (), BRIEF, frozenset({"generate", "alter"}), people, datetime(2026, 11, 1, tzinfo=UTC),
        consents=tuple(consents), decisions=tuple(decisions),
    )  # fmt: skip
    inputs = [{"label": "plate", "sha256": plate_sha256}] if plate_sha256 else []
    steps = [{"name": "comp", "tools": {"blender": "4.5.1"}, "inputs": inputs}]
    fields = {
        "show": "SHOW",
        "shot": "010_0010",
        "version": "v001",
        "kind": "destruction",
        "engine": "destruction 1",
        "rate": Fraction(24),
        "frames": FrameRange(1001, 1002),
        "handles": 0,
        "seed": 1,
        "recipe": {"sha256": "a" * 64, "steps": steps},
        "clearance": clearance.to_json(),
        "understood": (),
        "assumed": (),
        "not_understood": (),
        "digital_source_type": COMPOSITE if plate_sha256 else SIMULATED,
        "created": "2026-11-01T00:00:00+00:00",
    }
    return Take(folder=folder, files=tuple(files), **{**fields, **changes})


def write_record(take):
    (take.folder / "take.json").write_text(json.dumps(take.to_json()), encoding="utf-8")


TOBIAS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


@pytest.fixture
def tobias():
    """A performer with an alias, a birthday and a key: none of which may leave the register."""
    return Performer(
        id="p-014",
        name="Tobias Quillfeather",
        aliases=("Toby Quill",),
        did=did_of(TOBIAS.public_key()),
        born=date(1979, 3, 14),
        unions=("sag-aftra",),
        enrolled_at=datetime(2026, 10, 1, tzinfo=UTC),
    )


@pytest.fixture
def consent_of_tobias(tobias):
    """Return a consent of his; fields may be changed."""

    def consent(**changes):
        fields = {
            "id": "urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b",
            "performer": tobias.id,
            "subject": tobias.did,
            "signatory": Signatory(did=tobias.did),
            "description": "He is named in shots of a collapsing building.",
            "actions": (Action.GENERATE, Action.ALTER, Action.TRAIN),
            "kinds": ("destruction",),
            "production": "SHOW",
            "valid_from": datetime(2026, 10, 2, tzinfo=UTC),
            "valid_to": datetime(2027, 10, 2, tzinfo=UTC),
            "issued_at": datetime(2026, 10, 2, tzinfo=UTC),
            "training": Training(allowed="production_only"),
        }
        return Consent(**{**fields, **changes})

    return consent


@pytest.fixture
def register(tobias, consent_of_tobias):
    """Return a register that holds him and one consent of his, in a standing and with fields that may be chosen."""

    def registry(standing=None, **changes):
        consent = consent_of_tobias(**changes)
        held = Held(consent, sha256_of(consent.model_dump(mode="json")), standing or Standing(), "tobias.json")
        return Registry(performers={tobias.id: tobias}, consents=(held,))

    return registry


@pytest.fixture
def show(tmp_path):
    return Show.init(tmp_path / "SHOW", Fraction(24), title="The Show")


@pytest.fixture
def put_take(show, media):
    """Put a take (not sealed) into the show, as reports read it."""

    def put(shot="010_0010", version="v001", **changes):
        folder = show.version_folder(shot, version)
        take = build(folder, media, shot=shot, version=version, **changes)
        write_record(take)
        return take

    return put


@pytest.fixture(scope="session")
def build_take():
    return build


@pytest.fixture(scope="session")
def keep_record():
    return write_record
