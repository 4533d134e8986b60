"""The ASC media hash list (ASC MHL 2.0) of a package: a checksum of every file, as XML that the trade's tools read.

The first generation of a history: ``ascmhl/0001_<package>_<date>_<time>Z.mhl`` and ``ascmhl/ascmhl_chain.xml``, which names it by
its C4. The name of the machine is left out: nothing that leaves the house names one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from rushes import __version__
from rushes.delivery.profile import ChecksumKind
from rushes.studio import write_atomically

FOLDER: Final = "ascmhl"
CHAIN: Final = "ascmhl_chain.xml"

HOST: Final = "withheld"
"""The standard wants a host's name; a machine's is nobody's business."""

IGNORED: Final = (".DS_Store", FOLDER, f"{FOLDER}/")

_C4_SIGNS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_C4_LENGTH: Final = 90
_CHUNK_BYTES: Final = 1 << 20


def list_name(package: str, now: datetime) -> str:
    """Return how a package's hash list is called, from the package's folder.

    Args:
        package: The package's folder's name.
        now: The moment, timezone-aware.
    """
    return f"{FOLDER}/0001_{package}_{now.astimezone(UTC):%Y-%m-%d_%H%M%S}Z.mhl"


def write_hash_list(
    folder: Path,
    paths: Iterable[str],
    *,
    kind: ChecksumKind,
    name: str,
    now: datetime,
    hashed: Callable[[int], None] = lambda _: None,
) -> None:
    """Write the hash list of a package, and the chain that names it.

    Args:
        folder: The package's folder.
        paths: Every file in it, from the folder, ``/`` between parts.
        kind: The hash.
        name: As ``list_name`` gives it.
        now: The moment, timezone-aware.
        hashed: Called with the number of files hashed so far.

    Raises:
        OSError: A file can't be read, or the list can't be written.
    """
    moment = now.astimezone(UTC).isoformat(timespec="seconds")
    entries = []
    for count, path in enumerate(sorted(paths), 1):
        file = folder / path
        known = file.stat()
        changed = datetime.fromtimestamp(known.st_mtime, UTC).isoformat(timespec="seconds")
        entries.append(
            "    <hash>\n"
            f'      <path size="{known.st_size}" lastmodificationdate="{changed}">{escape(path)}</path>\n'
            f'      <{kind} action="original" hashdate="{moment}">{checksum(file, kind)}</{kind}>\n'
            "    </hash>\n"
        )
        hashed(count)
    ignored = "".join(f"      <pattern>{escape(one)}</pattern>\n" for one in IGNORED)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">\n'
        "  <creatorinfo>\n"
        f"    <creationdate>{moment}</creationdate>\n"
        f"    <hostname>{HOST}</hostname>\n"
        f"    <tool version={quoteattr(__version__)}>Rushes</tool>\n"
        "  </creatorinfo>\n"
        "  <processinfo>\n"
        "    <process>in-place</process>\n"
        "    <roothash>\n      <content/>\n      <structure/>\n    </roothash>\n"
        f"    <ignore>\n{ignored}    </ignore>\n"
        "  </processinfo>\n"
        f"  <hashes>\n{''.join(entries)}  </hashes>\n"
        "</hashlist>\n"
    )
    (folder / FOLDER).mkdir(exist_ok=True)
    write_atomically(folder / name, text)
    chain = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">\n'
        '  <hashlist sequencenr="1">\n'
        f"    <path>{escape(Path(name).name)}</path>\n"
        f"    <c4>{checksum(folder / name, 'c4')}</c4>\n"
        "  </hashlist>\n"
        "</ascmhldirectory>\n"
    )
    write_atomically(folder / FOLDER / CHAIN, chain)


def checksum(path: Path, kind: ChecksumKind) -> str:
    """Return a file's checksum as the hash list writes it.

    Raises:
        OSError: It can't be read.
    """
    digest = _digest(kind)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    said: str = digest.hexdigest()
    return _c4(said) if kind == "c4" else said


def _digest(kind: ChecksumKind) -> Any:  # noqa: ANN401 - hashlib's and xxhash's have no type in common
    import xxhash

    if kind == "c4":
        return hashlib.sha512()
    return {"xxh64": xxhash.xxh64, "xxh3": xxhash.xxh3_64, "xxh128": xxhash.xxh3_128}[kind]()


def _c4(sha512: str) -> str:
    """Return a C4 ID (SMPTE ST 2114): a SHA-512 to the base of 58."""
    value, signs = int(sha512, 16), ""
    while value:
        value, rest = divmod(value, len(_C4_SIGNS))
        signs = _C4_SIGNS[rest] + signs
    return "c4" + signs.rjust(_C4_LENGTH - 2, _C4_SIGNS[0])
