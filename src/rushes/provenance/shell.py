"""The bytes that a C2PA hash leaves out, checked strictly.

C2PA hashes the media, and the claim hashes the assertions. What holds them together is not hashed: box headers and
ids, the room left for the signature, and in an MP4 the ``ftyp`` and ``free`` boxes. A reader of C2PA calls a file
trusted after a change of any of about a thousand bytes there. A seal of ours leaves these bytes in exactly one form, so
whatever departs from it was changed after sealing.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

_C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_MP4_PURPOSE = bytes(4) + b"manifest\0" + bytes(8)
_MP4_LOOSE = (b"ftyp", b"free", b"skip", b"mfra")
_UUID_TAIL = bytes.fromhex("00110010800000aa00389b71")
_KINDS = {
    "c2pa": (b"c2pa",),
    "c2pa.assertions": (b"c2as",),
    "c2pa.claim": (b"c2cl",),
    "c2pa.claim.v2": (b"c2cl",),
    "c2pa.signature": (b"c2cs",),
}
_PARTS = (
    ["c2pa.assertions", "c2pa.claim", "c2pa.signature"],
    ["c2pa.assertions", "c2pa.claim.v2", "c2pa.signature"],
)
"""What a manifest of ours consists of."""

_MANIFEST_KINDS = (b"c2ma", b"c2um")
_HEADER = 8
_ID = 16
_PLAIN_LABEL = 0x03
"""The toggles of a description box that has a label, may be referred to, and holds nothing else."""

_SALTED_LABEL = 0x13
"""The same with a salt behind the label, as every assertion has."""

_SALT_HEADER = (24).to_bytes(4, "big") + b"c2sh"
_SALT_BYTES = 24

_BYTES, _TEXT, _ARRAY, _MAP = 2, 3, 4, 5
_NULL = 0xF6
_COSE_SIGN1 = 0xD2


class ShellError(ValueError):
    """The bytes around the manifest are not as a seal leaves them."""


def loose_sha256(stream: BinaryIO) -> str:
    """Return the SHA-256 of an MP4's boxes that C2PA leaves out of its hash, in order, without the manifest itself.

    Raises:
        ShellError: The file is not made of whole boxes.
    """
    digest = hashlib.sha256()
    for kind, start, size in _mp4_boxes(stream):
        if kind in _MP4_LOOSE:
            stream.seek(start)
            digest.update(stream.read(size))
    return digest.hexdigest()


def check_mp4(stream: BinaryIO, loose: str) -> None:
    """Check an MP4's boxes and the manifest's box in it.

    Args:
        stream: The sealed file.
        loose: What ``loose_sha256`` gave when it was sealed.

    Raises:
        ShellError: Something departs from the one form.
    """
    manifests = []
    for kind, start, size in _mp4_boxes(stream):
        stream.seek(start + _HEADER)
        if kind == b"uuid" and stream.read(_ID) == _C2PA_UUID:
            manifests.append(stream.read(size - _HEADER - _ID))
    if len(manifests) != 1:
        raise ShellError(f"it has {len(manifests)} manifest boxes instead of one")
    if not manifests[0].startswith(_MP4_PURPOSE):
        raise ShellError("the header of the manifest's box was changed")
    if loose_sha256(stream) != loose:
        raise ShellError("its ftyp or free boxes were changed")
    check_manifest(manifests[0][len(_MP4_PURPOSE) :])


def check_wav(stream: BinaryIO) -> None:
    """Check a WAV's chunks and the manifest's chunk in it.

    Raises:
        ShellError: Something departs from the one form.
    """
    end = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    head = stream.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE" or int.from_bytes(head[4:8], "little") != end - _HEADER:
        raise ShellError("the file is not one whole WAVE")
    position, manifests = 12, []
    while position < end:
        stream.seek(position)
        kind, size = stream.read(4), int.from_bytes(stream.read(4), "little")
        if position + _HEADER + size > end:
            raise ShellError("a chunk is longer than the file")
        if kind == b"C2PA":
            manifests.append(stream.read(size))
            if size % 2 and stream.read(1) not in {b"", b"\0"}:
                raise ShellError("the padding behind the manifest was changed")
        position += _HEADER + size + size % 2
    if len(manifests) != 1:
        raise ShellError(f"it has {len(manifests)} manifest chunks instead of one")
    check_manifest(manifests[0])


def check_manifest(manifest: bytes) -> None:
    """Check a manifest store: boxes that fit, ids that go with their labels, nothing but zeros beside the signature.

    Raises:
        ShellError: Something departs from the one form.
    """
    whole = list(_boxes(manifest))
    if len(whole) != 1 or whole[0][0] != b"jumb":
        raise ShellError("the manifest is not one whole box")
    label, children = _described(whole[0][1])
    if label != "c2pa" or not children:
        raise ShellError("the manifest store was changed")
    names = [_label_of(kind, body) for kind, body in children]
    if len(set(names)) != len(names):
        raise ShellError("a manifest is there twice")
    parts = list(_labelled(children[-1][1]))
    if sorted(label for label, _ in parts) not in _PARTS:
        raise ShellError("the parts of the manifest were changed")
    _check_signature(dict(parts)["c2pa.signature"])


def _label_of(kind: bytes, body: bytes) -> str:
    """Return a manifest's label, whoever wrote it: a plate brings its own along."""
    parts = list(_boxes(body))
    if kind != b"jumb" or not parts or parts[0][0] != b"jumd":
        raise ShellError("there is more than manifests in the manifest store")
    return parts[0][1][_ID + 1 :].split(b"\0")[0].decode("utf-8", "replace")


def _labelled(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a manifest's parts: label and body."""
    _, children = _described(body, _MANIFEST_KINDS)
    for kind, part in children:
        if kind != b"jumb":
            raise ShellError("a part of the manifest has no label")
        label, inside = _described(part)
        if label == "c2pa.signature" or label.startswith("c2pa.claim"):
            if len(inside) != 1 or inside[0][0] != b"cbor":
                raise ShellError(f"{label} holds something else")
            yield label, inside[0][1]
        else:
            for _, assertion in inside:
                _described(assertion)
            yield label, part


def _described(body: bytes, kinds: tuple[bytes, ...] = ()) -> tuple[str, list[tuple[bytes, bytes]]]:
    """Split a superbox into its label and its children, and check that its id goes with its label."""
    parts = list(_boxes(body))
    if not parts or parts[0][0] != b"jumd":
        raise ShellError("a box does not say what it is")
    description = parts[0][1]
    identity, toggles, rest = description[:_ID], description[_ID : _ID + 1], description[_ID + 1 :]
    label = rest.split(b"\0")[0].decode("utf-8", "replace")
    expected = kinds or _KINDS.get(label, ())
    extra = rest[len(label.encode()) + 1 :]
    plain = toggles == bytes([_PLAIN_LABEL]) and not extra
    salted = toggles == bytes([_SALTED_LABEL]) and extra[:8] == _SALT_HEADER and len(extra) == _SALT_BYTES
    if not (plain or salted) or not rest.startswith(label.encode() + b"\0"):
        raise ShellError(f"the label of {label or 'a box'} was changed")
    if expected and (identity[:4] not in expected or identity[4:] != _UUID_TAIL):
        raise ShellError(f"the id of {label} was changed")
    return label, parts[1:]


def _check_signature(cose: bytes) -> None:
    """Check a COSE_Sign1 whose unprotected header is nothing but zero padding."""
    if not cose or cose[0] != _COSE_SIGN1:
        raise ShellError("the signature was changed")
    kind, count, position = _head(cose, 1)
    if (kind, count) != (_ARRAY, 4):
        raise ShellError("the signature was changed")
    kind, size, position = _head(cose, position)
    kind_of_map, entries, position = _head(cose, position + size)
    if kind != _BYTES or kind_of_map != _MAP:
        raise ShellError("the signature's headers were changed")
    for _ in range(entries):
        kind, size, position = _head(cose, position)
        name = cose[position : position + size]
        kind_of_value, length, position = _head(cose, position + size)
        padding = cose[position : position + length]
        if (kind, kind_of_value) != (_TEXT, _BYTES) or name not in {b"pad", b"pad2"} or any(padding):
            raise ShellError("something was put beside the signature")
        position += length
    if cose[position : position + 1] != bytes([_NULL]):
        raise ShellError("the signature was changed")
    kind, size, position = _head(cose, position + 1)
    if kind != _BYTES or position + size != len(cose):
        raise ShellError("the signature was changed")


def _head(data: bytes, position: int) -> tuple[int, int, int]:
    """Read one CBOR head: major type, argument, and where its content starts."""
    if position >= len(data):
        raise ShellError("the signature is cut off")
    kind, short = data[position] >> 5, data[position] & 0x1F
    if short < 24:
        return kind, short, position + 1
    width = {24: 1, 25: 2, 26: 4}.get(short)
    if width is None or position + 1 + width > len(data):
        raise ShellError("the signature was changed")
    return kind, int.from_bytes(data[position + 1 : position + 1 + width], "big"), position + 1 + width


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield JUMBF boxes that follow each other without a gap: kind and body."""
    position = 0
    while position < len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        if size < _HEADER or position + size > len(data):
            raise ShellError("the manifest's boxes don't fit into each other")
        yield data[position + 4 : position + _HEADER], data[position + _HEADER : position + size]
        position += size


def _mp4_boxes(stream: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Yield an MP4's outermost boxes: kind, start and size [bytes]."""
    end = stream.seek(0, io.SEEK_END)
    position = 0
    while position < end:
        stream.seek(position)
        head = stream.read(16)
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size == 0:
            size = end - position
        if len(head) < _HEADER or size < _HEADER or position + size > end:
            raise ShellError("the file is not made of whole boxes: it was cut off or changed")
        yield kind, position, size
        position += size
