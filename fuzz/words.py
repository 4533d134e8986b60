"""Targets: what people and programs write as text or JSON: briefs, shows, profiles, packs, notes, cuts, records of takes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path

from fuzz.target import Target, workplace
from rushes.show import Show

RATE = Fraction(24)
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[1] / "examples"


@cache
def _show() -> Show:
    return Show.init(workplace() / "DEMO", RATE)


def _brief(path: Path) -> object:
    from rushes.brief import read_brief

    return read_brief(path, rate=RATE)


def _briefs() -> list[bytes]:
    clips = sorted((EXAMPLES / "clips").rglob("*.yaml"))[::5]
    found = [
        *EXAMPLES.glob("*.yaml"),
        *(EXAMPLES / "wardrobe").glob("*.yaml"),
        *(EXAMPLES / "sets").glob("*.yaml"),
        *clips,
    ]
    bomb = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nkind: *c\n"
    deep = b"kind: " + b"[" * 60 + b"]" * 60
    return [*(path.read_bytes() for path in sorted(found)), bomb, deep]


def _text(path: Path) -> object:
    """Read words alone, as somebody types them."""
    from rushes.brief import brief_from_text

    return brief_from_text(path.read_bytes().decode("utf-8", "replace"), "010_0010", RATE)


def _texts() -> list[bytes]:
    return [
        b"A four storey brick building collapses to the left in 4 seconds, dust drifting right, seen from across the street at dusk.",
        b"A red double decker bus tips over at 2.5 s while the camera dollies back 3 m",
        b"a victorian parlour, 5 x 4 m, candle light, three options",
        "une robe du soir en velours \u2018bleu\u2019 \U0001f469\u200d\U0001f9b0".encode(),
    ]


def _show_file(path: Path) -> object:
    from rushes.show import Show

    return Show.load(path.parent)


def _profile(path: Path) -> object:
    from rushes.delivery.profile import read_profile

    return read_profile(path)


def _inside(package: str, *suffixes: str) -> list[bytes]:
    found = sorted(one.name for one in resources.files(package).iterdir() if one.name.endswith(suffixes))
    return [(resources.files(package) / name).read_bytes() for name in found]


def _prices(path: Path) -> object:
    from rushes.engines.lookdev.prices import prices

    return prices(own=path)


def _pack(path: Path) -> object:
    """Read a pack from one file: its policies, a line of dashes, its table."""
    from rushes.clearance.policy.pack import read_pack

    cedar, _, table = path.read_bytes().decode("utf-8", "replace").partition("\n-----\n")
    return read_pack("own", cedar, table)


def _packs() -> list[bytes]:
    cedar = '@id("own/one")\nforbid (principal, action, resource) when { context.kind == "clip" } unless { context.decided.contains("own/one") };'
    table = (
        "title: Own\nabout: A studio's own.\nsource: Handbook, page 3\nevidence: P\nconfirmed: true\nanswers: [approval]\ndeciders: [client]\n"
        'rules:\n  own/one: {outcome: escalate, text: No clips., field: kind, required: another, found: "{kind}", remedy: Ask.}\n'
    )
    return [f"{cedar}\n-----\n{table}".encode(), b"\n-----\nrules: {}\n"]


def _cases(path: Path) -> object:
    from rushes.clearance.likeness.cases import read_cases

    return read_cases(path, now=NOW)


def _note(path: Path) -> object:
    from rushes.review.notes import read_notes

    return read_notes(_with(path, "shots", "010_0010", "notes", "0" * 12 + "-a.json"), "010_0010")


def _with(path: Path, *inside: str) -> Show:
    """Return a show of this process's own in which a file holds the input."""
    show = _show()
    target = show.folder.joinpath(*inside)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(path.read_bytes())
    return show


def _notes() -> list[bytes]:
    note = {
        "shot": "010_0010", "version": "v001", "frames": [1001, 1010], "author": "Ada", "role": "supervisor",
        "text": "More dust on the left.", "region": [0.1, 0.2, 0.5, 0.6],
        "strokes": [{"tool": "pen", "frame": 1001, "colour": "#ffcc00", "width": 0.01, "points": [[0.1, 0.1], [0.3, 0.4]]}],
    }  # fmt: skip
    return [json.dumps(note).encode()]


def _cased() -> list[bytes]:
    cases = (
        b'now: "2026-11-22"\nregistry:\n  - {id: performer-1, name: Odalys Brenneke, consent: {use: [reage], production: DEMO, age_from: 58, '
        b'age_to: 40, valid_to: "2027-06-30"}}\ncases:\n  - {text: "Odalys Brenneke, 58, made 45", production: DEMO, verdict: refused}\n'
    )
    return [cases]


def _one_note(path: Path) -> object:
    from rushes.review.notes import read_note
    from rushes.untrusted import parsed

    try:
        value = parsed(path.read_bytes())
    except ValueError:
        return None
    return read_note(value, path.name)


def _take(path: Path) -> object:
    from rushes.engines import Take

    return Take.load(path)


def takes() -> list[bytes]:
    """Return records of takes."""
    record = {
        "show": "DEMO", "shot": "010_0010", "version": "v001", "kind": "clip", "engine": "clip", "rate": "24/1", "first_frame": 1001,
        "last_frame": 1010, "handles": 8, "seed": 1, "recipe": "a" * 64, "clearance": "b" * 64, "understood": [], "assumed": [],
        "not_understood": [], "digital_source_type": "x", "created": "2026-11-26T12:00:00Z",
        "files": [{"path": "exr/a.exr", "role": "picture", "sha256": "c" * 64}],
        "findings": [{"check": "c", "ok": True, "value": 1.0, "limit": 2.0, "unit": "px", "detail": "fine"}], "decision": {},
    }  # fmt: skip
    return [json.dumps(record).encode()]


def _ledger(path: Path) -> object:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from rushes.provenance.ledger import read_ledger, verify_ledger

    key = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    return verify_ledger(path, key), read_ledger(path)


@cache
def _ledgers() -> list[bytes]:
    from rushes.provenance.events import record_enrolment

    show = _show()
    record_enrolment(show, performer="performer-1", sha256="a" * 64)
    record_enrolment(show, performer="performer-2", sha256="b" * 64)
    return [(show.folder / "ledger.jsonl").read_bytes()]


def _approvals(path: Path) -> object:
    from rushes.provenance.approvals import check_approvals
    from rushes.untrusted import parsed, table

    try:
        document = table(parsed(path.read_bytes()))
    except ValueError:
        return None
    return check_approvals(document, trust_roots="")


def _approved() -> list[bytes]:
    line = json.loads(_ledgers()[0].splitlines()[0])
    from fuzz.records import TARGETS as RECORDS

    certificate = next(one for one in RECORDS if one.name == "certificates").seeds()[0].decode()
    return [json.dumps({"schema_version": "rushes/approvals/1", "show": "DEMO", "entries": [line], "ledger_certificate": certificate}).encode()]  # fmt: skip


def _cut(path: Path) -> object:
    from rushes.delivery.cut import read_cut

    return read_cut(path, _show())


def _edls() -> list[bytes]:
    cut = (
        b"TITLE: EDIT\nFCM: NON-DROP FRAME\n\n001  010_0010 V     C        00:00:41:17 00:00:42:05 01:00:00:00 01:00:00:12\n"
        b"* FROM CLIP NAME: DEMO_010_0010_comp_v001\n* LOC: 01:00:00:04 RED     MORE DUST\n"
        b"002  AX       V     D 012    00:00:00:00 00:00:01:00 01:00:00:12 01:00:01:12\nM2   AX       048.0    00:00:00:00\n"
    )
    return [cut]


def _otios() -> list[bytes]:
    import opentimelineio as otio

    rate = float(RATE)
    span = otio.opentime.TimeRange(otio.opentime.RationalTime(1001, rate), otio.opentime.RationalTime(12, rate))
    timeline = otio.schema.Timeline("edit")
    timeline.global_start_time = otio.opentime.RationalTime(86400, rate)
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    track.extend([otio.schema.Clip("DEMO_010_0010_comp_v001", otio.schema.ExternalReference("/x/a.mov", span), span)])
    timeline.tracks.append(track)
    return [otio.adapters.write_to_string(timeline, "otio_json").encode()]


def _graph(path: Path) -> object:
    from rushes.engines.comfyui.graph import open_places, read_graph

    return open_places(read_graph(path))


def _graphs() -> list[bytes]:
    nodes = {
        "3": {
            "class_type": "KSampler",
            "inputs": {"seed": "{seed}", "model": ["4", 0]},
            "_meta": {"title": "rushes: seed"},
        }
    }
    return [json.dumps(nodes).encode()]


def _package(path: Path) -> object:
    """Verify a package whose record is the input."""
    from rushes.delivery.verifying import verify_package

    return verify_package(path.parent, trust_roots="")


def _packages() -> list[bytes]:
    record = {
        "schema": "rushes/package/1", "show": "DEMO", "checksums": "ascmhl/0001.mhl",
        "takes": [{"shot": "010_0010", "version": "v001", "decisions": ["a"], "take_sha256": "b", "frames_sha256": "c", "files": [{"path": "a.mov", "sha256": "d", "manifest": "m"}]}],
        "files": [{"path": "../../etc/passwd", "sha256": "e"}, {"path": "package.json", "sha256": "f"}],
    }  # fmt: skip
    return [json.dumps(record).encode()]


TARGETS = (
    Target("brief", "brief.yaml", _brief, _briefs),
    Target("words", "words.txt", _text, _texts, longest=2048),
    Target("show", "show.yaml", _show_file, lambda: [(_show().folder / "show.yaml").read_bytes(), b"rate: 1/0\n"]),
    Target("profile", "profile.yaml", _profile, lambda: _inside("rushes.delivery.profiles", ".yaml")),
    Target(
        "prices",
        "prices.yaml",
        _prices,
        lambda: [b"currency: EUR\nvelvet: {price: 28, unit: m, width: 1.4}\nwool: 12\n"],
    ),
    Target("policy-pack", "pack.txt", _pack, _packs),
    Target("cases", "cases.yaml", _cases, _cased),
    Target("note", "note.json", _one_note, _notes),
    Target("notes-folder", "note.json", _note, _notes),
    Target("take", "take.json", _take, takes),
    Target("ledger", "ledger.jsonl", _ledger, _ledgers),
    Target("approvals", "approvals.json", _approvals, _approved),
    Target("edl", "cut.edl", _cut, _edls),
    Target("otio", "cut.otio", _cut, _otios),
    Target("graph", "graph.json", _graph, _graphs),
    Target("package", "package.json", _package, _packages),
)
