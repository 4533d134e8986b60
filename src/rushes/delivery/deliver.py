"""The way out, as a story: chosen, admitted, looked at, made, read back, admitted again, named, handed over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rushes.canonical import sha256_of_file
from rushes.delivery.admission import Admitted, NotDeliverableError, admit
from rushes.delivery.bench import Bench, bench, check_place
from rushes.delivery.disclosure_pack import write_pack
from rushes.delivery.making import Done, Item, make
from rushes.delivery.materials import Material
from rushes.delivery.media_hashes import CHAIN, FOLDER, list_name, write_hash_list
from rushes.delivery.order import Order
from rushes.delivery.ordering import cut_text, ordered, refuse, together
from rushes.delivery.page import PAGE, page_text
from rushes.delivery.profile import Profile
from rushes.delivery.reading_back import faults
from rushes.delivery.sealing import Sealer, Statement, sealer
from rushes.delivery.sheet import table_text
from rushes.errors import BadInputError, CancelledError, CheckFailedError, RushesError
from rushes.provenance import choose_signer, trust_roots
from rushes.provenance.approvals import APPROVALS
from rushes.provenance.handed_over import record_delivery
from rushes.provenance.verify import verify_file
from rushes.review.deciding import approvals_of
from rushes.show import Show
from rushes.studio import Progress, spoken_errors, write_atomically

SCHEMA = "rushes/package/1"
RECORD = "package.json"
CUT = "cut.otio"
DISCLOSURE = "disclosure"


@dataclass(frozen=True, slots=True)
class Package:
    """What was handed over.

    Attributes:
        folder: Where it lies.
        record: Its ``package.json``.
        said: What a person should know of it, as sentences.
    """

    folder: Path
    record: dict[str, Any]
    said: tuple[str, ...]


def deliver(
    show: Show,
    profile: Profile,
    out: Path,
    *,
    asked: Sequence[str] = (),
    cut: Path | None = None,
    note: str = "",
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: datetime | None = None,
) -> Package:
    """Hand circled takes over as a profile asks, or not at all.

    Nothing lies at ``out`` before everything is made, read back and sealed. What a kill or a cancel leaves lies beside it
    (``<out>.part``) and is gone on with by the same call; a refusal leaves nothing.

    Args:
        show: Whose takes.
        profile: How they are wanted.
        out: The package's folder: a new one, or an empty one.
        asked: Shots (``020_0150``) or versions (``020_0150/v002``); of a cut all that it shows, else every shot that has a
            circled version, when empty.
        cut: An editor's cut (``.otio``, ``.edl``): its shots are delivered with the frames that it shows, and it goes along.
        note: What the sender says, for the table.
        progress: Called as files are made and read back.
        cancelled: Asked between files.
        now: The present moment; read from the clock when left out.

    Raises:
        NotDeliverableError: A take may not leave the house; the ledger says so.
        CheckFailedError: A take lacks what the profile asks, or a delivered file is not what it asks.
        CancelledError: It was cancelled; what is done is kept for the next run.
        RushesError: The show, the profile or the place can't be read or written.
    """
    now = now or datetime.now(UTC)
    out, roots = check_place(out, show), trust_roots()
    order, said = ordered(show, profile, asked, cut, note, now=now, roots=roots)
    with bench(out, order.sha256) as place, _refusing(order, place):
        done = _made(order, place, now, roots, progress, cancelled)
        _read_back(order, place, done, roots, progress, cancelled)
        for material in order.materials:  # what was agreed to when we began may have been taken back
            again = admit(show, material.take.shot, material.take.version, profile, now=datetime.now(UTC), roots=roots)
            _check_same(material.admitted, again)
        record = _closed(order, place, done, now, roots, progress)
        _write_down(order, place, now)
        with spoken_errors(out):
            place.hand_over()
    told = (words for one in done.values() for words in one.said)
    return Package(out, record, tuple(dict.fromkeys((*said, *told))))


def _made(
    order: Order,
    place: Bench,
    now: datetime,
    roots: str,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> dict[str, Done]:
    """Make every file that is not done yet, then what goes along with them."""
    items = order.items
    done = place.remembered()
    kept = {path for one in done.values() for path in (one.path, one.manifest)}
    place.tidy(frozenset(kept))
    signer = choose_signer(order.show.signing, base=order.show.folder)
    with spoken_errors(place.folder), sealer(place.folder, signer, roots) as seals:
        for count, item in enumerate(items):
            _stop_if(cancelled)
            progress(Progress("make", count, len(items)))
            if item.path not in done:
                drawn = _drawn(item, progress, cancelled)
                done[item.path] = make(item, place.folder, order.profile, seals, drawn)
                place.remember(done[item.path])
        progress(Progress("make", len(items), len(items)))
        if order.profile.otio:
            done |= _beside(order, place, seals, CUT, cut_text(order), "cut")
        if order.profile.disclosure:
            takes = [one.take for one in order.materials]
            for path in write_pack(order.show, takes, place.folder / DISCLOSURE, now=now):
                done |= _sealed(order, place, seals, f"{DISCLOSURE}/{path.name}", "disclosure")
        done |= _beside(order, place, seals, PAGE, page_text(), "page")
        approvals = approvals_of(order.show, [(one.take.shot, one.take.version) for one in order.materials])
        text = json.dumps(approvals, indent=1, ensure_ascii=False) + "\n"
        done |= _beside(order, place, seals, APPROVALS, text, "approvals")
        if order.profile.table is not None:
            text = table_text(order.profile.table, order, done, place.folder)
            done |= _beside(order, place, seals, order.profile.table.name, text, "table")
    return done


def _drawn(item: Item, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Callable[[int], None]:
    """Return what is called after each picture of a movie: films are long."""

    def tell(done: int) -> None:
        _stop_if(cancelled)
        if item.program is not None:
            progress(Progress(Path(item.path).name, done, item.program.length))

    return tell


def _beside(order: Order, place: Bench, seals: Sealer, path: str, text: str, role: str) -> dict[str, Done]:
    """Write and seal a file that goes along with the pictures."""
    (place.folder / path).parent.mkdir(parents=True, exist_ok=True)
    write_atomically(place.folder / path, text)
    return _sealed(order, place, seals, path, role)


def _sealed(order: Order, place: Bench, seals: Sealer, path: str, role: str) -> dict[str, Done]:
    """Seal a file that goes along with the pictures, and is whole."""
    takes = tuple(one.admitted for one in order.materials)
    manifest = seals.seal(
        Statement(path, role, "c2pa.published", "Goes along with the pictures.", takes, order.profile.name)
    )
    return {path: Done(path, sha256_of_file(place.folder / path), manifest)}


def _read_back(
    order: Order,
    place: Bench,
    done: dict[str, Done],
    roots: str,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> None:
    """Read every delivered file back: what it is, what it shows, and its seal.

    Raises:
        CheckFailedError: One is not what is asked.
    """
    items = {item.path: item for item in order.items}
    found: list[str] = []
    for count, (path, one) in enumerate(done.items()):
        _stop_if(cancelled)
        progress(Progress("read back", count, len(done)))
        found += _seal_faults(place.folder, path, one, items.get(path), roots)
        if path in items:
            found += faults(items[path], one, place.folder)
    progress(Progress("read back", len(done), len(done)))
    wanted = {path for one in done.values() for path in (one.path, one.manifest) if path}
    found += [f"{path} is in the package, and nobody asked for it." for path in sorted(place.files() - wanted)]
    if found:
        raise CheckFailedError(
            f"Nothing is delivered, the package is not what {order.profile.name} asks: {together(found)}"
        )


def _seal_faults(folder: Path, path: str, done: Done, item: Item | None, roots: str) -> list[str]:
    """Return what is wrong with a delivered file's seal: it has to be there, hold, and speak of this file and these takes."""
    try:
        found = verify_file(folder / path, trust_roots=roots)
    except BadInputError as error:
        return [str(error)]
    if found.state not in {"trusted", "valid"}:
        return [f"{path}: {found.words} {' '.join(found.problems[:2])}"]
    if done.copied or item is None:
        return []
    said = dict(found.details)
    about = [one.admitted.take for one in item.materials]
    if len(about) == 1 and (said.get("shot"), said.get("version")) != (about[0].shot, about[0].version):
        return [f"{path}: its seal speaks of {said.get('shot')} {said.get('version')}."]
    return []


def _closed(
    order: Order, place: Bench, done: dict[str, Done], now: datetime, roots: str, progress: Callable[[Progress], None]
) -> dict[str, Any]:
    """Write ``package.json`` and the media hash list, the last files of a package; return the record."""
    hashes = list_name(place.out.name, now)
    items = {item.path: item for item in order.items}
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "show": order.show.name,
        "profile": order.profile.name,
        "created": now.astimezone(UTC).isoformat(timespec="seconds"),
        "takes": [_take_record(one, items, done) for one in order.materials],
        "files": [
            _file_record(one, _role(items.get(one.path))) for one in done.values() if _is_shared(items.get(one.path))
        ],
        **({"otio": CUT} if order.profile.otio else {}),
        "checksums": hashes,
    }
    signer = choose_signer(order.show.signing, base=order.show.folder)
    with spoken_errors(place.folder), sealer(place.folder, signer, roots) as seals:
        place.forget()
        own = _beside(order, place, seals, RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n", "package")
        paths = place.files()
        write_hash_list(
            place.folder,
            paths,
            kind=order.profile.checksums,
            name=hashes,
            now=now,
            hashed=lambda count: progress(Progress("checksums", count, len(paths))),
        )
    if found := _seal_faults(place.folder, RECORD, own[RECORD], None, roots):
        raise CheckFailedError(f"Nothing is delivered: {together(found)}")
    if lost := place.files() - paths - {hashes, f"{FOLDER}/{CHAIN}"}:
        raise CheckFailedError(f"{min(lost)} came into the package while it was closed. Deliver it again.")
    return record


def _take_record(material: Material, items: dict[str, Item], done: dict[str, Done]) -> dict[str, Any]:
    admitted, take = material.admitted, material.take
    own = [
        one
        for path, one in done.items()
        if (item := items.get(path)) is not None and not _is_shared(item) and item.materials[0] is material
    ]
    return {
        "shot": take.shot,
        "version": take.version,
        "take_sha256": admitted.take_sha256,
        "frames_sha256": admitted.frames_sha256,
        "decisions": list(admitted.decisions),
        "first_frame": material.cut.first,
        "last_frame": material.cut.last,
        "files": [_file_record(one, _role(items.get(one.path))) for one in own],
    }


def _file_record(done: Done, role: str) -> dict[str, Any]:
    return {
        "path": done.path,
        "sha256": done.sha256,
        "role": role,
        **({"manifest": done.manifest} if done.manifest else {}),
        "source": done.source,
        "source_sha256": done.source_sha256,
        "copied": done.copied,
        **({"measured": dict(done.facts)} if done.facts else {}),
    }


def _role(item: Item | None) -> str:
    return "beside" if item is None else item.role


def _is_shared(item: Item | None) -> bool:
    """Say whether a file is of no single take: the table, the cut, a movie of the whole of it."""
    return item is None or item.is_of_cut


def _check_same(before: Admitted, now: Admitted) -> None:
    if (before.take_sha256, before.frames_sha256) != (now.take_sha256, now.frames_sha256):
        raise NotDeliverableError(
            before.take.shot, before.take.version, "tampered", "it changed while it was delivered. Look at it again."
        )


def _write_down(order: Order, place: Bench, now: datetime) -> None:
    package = sha256_of_file(place.folder / RECORD)
    for one in order.materials:
        record_delivery(
            order.show,
            shot=one.take.shot,
            version=one.take.version,
            profile=order.profile.name,
            take_sha256=one.admitted.take_sha256,
            frames_sha256=one.admitted.frames_sha256,
            package_sha256=package,
            now=now,
        )


@contextmanager
def _refusing(order: Order, place: Bench) -> Iterator[None]:
    """Leave nothing of a package that is refused, and write it down; what was broken off stays for the next run."""
    try:
        yield
    except (CancelledError, BadInputError):
        raise
    except NotDeliverableError as error:
        place.throw_away()
        refuse(order.show, error.shot, error.version, order.profile, error.why)
        raise
    except RushesError:
        place.throw_away()
        for one in order.materials:
            refuse(order.show, one.take.shot, one.take.version, order.profile, "check")
        raise


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise CancelledError("The delivery was cancelled. What is done is kept: run the same command again to go on.")
