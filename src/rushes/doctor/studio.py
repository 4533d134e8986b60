"""Does the studio's own floor stand: its database, its queue, its executor and its storage."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from rushes.doctor.examination import Place
from rushes.errors import BadInputError, NotNowError, StorageError
from rushes.studio.config import StorageSection
from rushes.studio.trouble import Trouble

ANSWERS_S: Final = 5.0
"""How long [s] a machine has to answer: on a network that one can work on it takes milliseconds."""


def check_database(place: Place) -> Iterator[Trouble]:
    """Look whether the database answers, is whole and of the generation that this Rushes knows, and keeps its password to itself."""
    from rushes.studio.database import Database, check_generation
    from rushes.studio.database.checks import database_troubles, password_troubles

    yield from password_troubles(place.studio)
    path = place.studio.database_path
    if path is not None and not path.exists():
        if place.studio.is_configured:
            yield Trouble("database", f"The studio's database {path} is not there.", "Make it: rushes studio init")
        return
    with Database(place.studio) as database:
        try:
            check_generation(database)
            yield from database_troubles(database)
        except NotNowError as error:
            yield Trouble(
                "database",
                f"{str(error).partition(' What was asked')[0]}",
                "Start the server, or correct database in studio.yaml; what was asked for is kept meanwhile.",
            )


def check_queue(place: Place) -> Iterator[Trouble]:
    """Look for what was set aside, for shows that are not there, and for shots that wait while nobody supervises."""
    from rushes.studio import queue
    from rushes.studio.database import Database
    from rushes.studio.database.checks import folder_troubles
    from rushes.studio.seat import seat_of

    path = place.studio.database_path
    if path is not None and not path.exists():
        return
    try:
        with Database(place.studio) as database:
            counts = queue.counts(database)
            yield from folder_troubles(database)
    except NotNowError:
        return  # the database's own check speaks about it
    if counts["aside"]:
        yield Trouble(
            "queue",
            f"{counts['aside']} of what was asked for crashed again and again, and was set aside.",
            "See why with rushes jobs, put it right, and then: rushes studio retry",
        )
    if counts["queued"] or counts["running"]:
        seat = seat_of(place.studio)
        if seat.take():
            seat.leave()
            yield Trouble(
                "queue",
                f"{counts['queued'] + counts['running']} wait in the queue, and nobody supervises.",
                "Start a supervisor: rushes studio run",
            )


def check_executor(place: Place) -> Iterator[Trouble]:
    """Look whether the head of a Ray cluster answers."""
    address = urlsplit(place.studio.executor)
    if address.scheme == "ray" and address.hostname and address.port:
        yield from answer_troubles("executor", "The head of the Ray cluster", address.hostname, address.port)


def check_storage(place: Place) -> Iterator[Trouble]:
    """Look whether the storage is there."""
    storage = place.studio.storage
    if storage is None:
        return
    if storage.url.startswith("file://"):
        folder = Path(urlsplit(storage.url).path)
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            yield Trouble(
                "storage",
                f"The storage {folder} is no folder that can be written.",
                "Mount it, or correct storage.url in studio.yaml; takes are made meanwhile, and kept here.",
            )
    elif storage.endpoint:
        address = urlsplit(storage.endpoint)
        port = address.port or (443 if address.scheme == "https" else 80)
        troubles = list(answer_troubles("storage", "The storage's server", address.hostname or "", port))
        yield from troubles or _asked(storage)
    else:
        yield from _asked(storage)


def _asked(section: StorageSection) -> Iterator[Trouble]:
    """Ask the storage for something, as whoever stores does: are there keys, and do they let us in?"""
    from rushes.studio.storage import Objects, Patience, open_place

    try:
        place = open_place(section, timeout_s=ANSWERS_S)
        Objects(place, words="The storage", patience=Patience(tries=1)).has("steps/doctor.json")
    except (StorageError, BadInputError) as error:
        yield Trouble(
            "storage", str(error), "Correct it; takes are made meanwhile, and `rushes studio push` stores them later."
        )


def answer_troubles(check: str, what: str, host: str, port: int) -> Iterator[Trouble]:
    """Say that nobody listens at an address.

    Args:
        check: Whose look it is.
        what: Who should listen, as a sentence begins.
        host, port: Where.
    """
    try:
        socket.create_connection((host, port), timeout=ANSWERS_S).close()
    except OSError as error:
        why = error.strerror or "it took too long"
        yield Trouble(
            check,
            f"{what} does not answer at {host}, port {port} ({why}).",
            "Start it, let the firewall pass, or correct the address in studio.yaml.",
        )
