"""What is asked for in the room of a studio lies in the studio's queue, and the room tells how it ends."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from rushes.review.web import floor as web_floor
from rushes.review.web.event_log import EventLog
from rushes.review.web.floor import FROM_NOTES, MEASURE, Floor
from rushes.show import Show
from rushes.studio import queue
from rushes.studio.config import load_studio
from rushes.studio.database import Database, migrate

BRIEF = "kind: destruction\nshot: 020_0150\n"


def until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def database(studio_file):
    with Database(load_studio()) as opened:
        yield opened


@pytest.fixture
def room(studio_file, tmp_path, monkeypatch):
    """Floors of a room that opens and closes, and what they told."""
    monkeypatch.setattr(web_floor, "LOOK_AT_STUDIO_S", 0.05)
    show = Show.init(tmp_path / "S", Fraction(24))
    log, floors = EventLog(tmp_path / "events.sqlite"), []

    def opened():
        floors.append(Floor(lambda: show, log))
        floors[-1].start()
        return floors[-1]

    opened.told = lambda: [(event.data["shot"], event.data["state"], event.data["words"]) for event in log.after(0)]
    yield opened
    for one in floors:
        one.stop()
    log.close()


def test_what_is_asked_for_is_left_to_the_studio_and_told_of(database, room, tmp_path):
    migrate(database)
    floor = room()
    one = floor.ask("020_0150", BRIEF)
    floor.ask("020_0160", f"{FROM_NOTES}020_0160/v001\n")
    floor.ask("020_0170", f"{MEASURE}kind: destruction\nshot: 020_0170\n")
    until(lambda: len(queue.list_asks(database)) == 3)
    asks = sorted(queue.list_asks(database), key=lambda ask: ask.shot)
    asked = [ask.asked for ask in asks]
    assert [(ask["command"], ask["flags"]) for ask in asked] == [
        ("make", []), ("make", ["--from-notes", "020_0160/v001"]), ("plan", []),
    ]  # fmt: skip
    assert [ask["brief"] is None for ask in asked] == [False, True, False]
    until(lambda: {waits.shot for waits in floor.waiting()} == {"020_0150", "020_0160", "020_0170"})
    assert one in floor.waiting()
    epoch, _ = queue.begin(database, "here")
    made = {ask.shot: ask for ask in (queue.claim(database, epoch) for _ in range(3))}
    until(lambda: floor.waiting() == [])
    queue.settle(database, made["020_0150"], epoch, state="done")
    queue.settle(database, made["020_0160"], epoch, state="refused", reason="Nobody has agreed.")
    queue.settle(database, made["020_0170"], epoch, state="queued")
    until(lambda: room.told()[-1] == ("020_0160", "failed", "Nobody has agreed."))
    assert ("020_0150", "gone", "") in room.told()
    floor.stop()
    again = room()
    until(lambda: [waits.shot for waits in again.waiting()] == ["020_0170"])


def test_what_can_not_be_left_to_the_studio_now_stays_on_the_list(database, room):
    floor = room()
    floor.ask("020_0150", BRIEF)
    time.sleep(0.3)
    assert [waits.shot for waits in floor.waiting()] == ["020_0150"], "there are no tables yet"
    migrate(database)
    until(lambda: len(queue.list_asks(database)) == 1)
    until(lambda: [waits.shot for waits in floor.waiting()] == ["020_0150"])
