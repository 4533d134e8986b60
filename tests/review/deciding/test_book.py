"""What the ledger knows: read on from where it was read last, and never believed when it was altered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rushes.errors import BadInputError, CheckFailedError, RushesError
from rushes.provenance import ledger_key, verify_ledger
from rushes.provenance.ledger import tip_path
from rushes.review.deciding import decisions, outcome, outcomes, record
from rushes.review.deciding.book import Book, book_of


def test_a_show_without_a_ledger_knows_nothing(floor):
    assert book_of(floor.show) == Book()


def test_it_reads_on_and_knows_what_is_new(floor, monkeypatch):
    from rushes.review.deciding import book

    take, ida = floor.take(), floor.person("ida", "supervisor")
    book_of(floor.show)
    read = []
    whole = book.trusted_entries
    monkeypatch.setattr(
        book,
        "trusted_entries",
        lambda path, key, **more: read.append(more.get("offset", 0)) or whole(path, key, **more),
    )
    size = floor.show.ledger.stat().st_size
    made = floor.decide(take, "circle", ida)
    assert [known.id for known in book_of(floor.show).decided["020_0150", "v001"]] == [made.id]
    assert book_of(floor.show).sealed.keys() == {("020_0150", "v001")}
    assert set(read) == {size}, "what was read before is not read again"


@pytest.mark.parametrize("at", [5, -40])
def test_an_altered_ledger_is_not_believed(floor, at):
    """At its beginning by a process that starts anew, at its end by one that has read it, too."""
    from rushes.review.deciding import book

    take, ida = floor.take(), floor.person("ida", "supervisor")
    outcome(floor.show, "020_0150", "v001")
    floor.decide(take, "circle", ida)
    raw = bytearray(floor.show.ledger.read_bytes())
    raw[at] ^= 1
    floor.show.ledger.write_bytes(raw)
    if at > 0:
        book._kept.clear()
    with pytest.raises(CheckFailedError, match=r"was altered|its end is not"):
        outcome(floor.show, "020_0150", "v001")


def test_entries_cut_off_the_end_are_missed(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    floor.decide(take, "circle", ida)
    before = floor.show.ledger.read_bytes()
    floor.decide(take, "kill", ida, 1)
    outcome(floor.show, "020_0150", "v001")
    floor.show.ledger.write_bytes(before)
    with pytest.raises(CheckFailedError, match="its end is not what the signed tip"):
        outcome(floor.show, "020_0150", "v001")


def test_a_true_backup_of_ledger_and_tip_is_read_again_as_a_whole(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    kept = floor.show.ledger.read_bytes(), tip_path(floor.show.ledger).read_bytes()
    floor.decide(take, "circle", ida)
    assert outcome(floor.show, "020_0150", "v001").circled
    floor.show.ledger.write_bytes(kept[0])
    tip_path(floor.show.ledger).write_bytes(kept[1])
    assert outcome(floor.show, "020_0150", "v001").state == "open"


def test_a_ledger_that_is_kept_elsewhere_is_one_sentence(floor, monkeypatch, tmp_path):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    signed = floor.signed(take, "circle", ida)
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "other"))
    from rushes.review.deciding import book

    book._kept.clear()
    with pytest.raises(BadInputError, match="is kept on another machine"):
        record(floor.show, signed)


def test_a_take_without_its_record_holds_itself_and_no_other(floor):
    take, ida = floor.take(), floor.person("ida", "supervisor")
    other = floor.take(version="v002", level=2)
    for one in (take, other):
        floor.decide(one, "circle", ida)
    (take.folder / "take.json").unlink()
    found = outcomes(floor.show, [("020_0150", "v001"), ("020_0150", "v002")])
    assert [one.state for one in found.values()] == ["held", "circled"]
    assert "holds no take any more" in found["020_0150", "v001"].problems[0]
    (take.folder / "take.json").write_text("[]", encoding="utf-8")
    assert "is no take record" in outcome(floor.show, "020_0150", "v001").problems[0]


def test_many_decide_at_once_and_nothing_is_lost(floor, later):
    """Eight people, two of whom send the same decision twice, at the same time."""
    take = floor.take()
    signed = [floor.signed(take, "circle", floor.person(f"p-{number}", "supervisor")) for number in range(8)]

    def send(document):
        try:
            record(floor.show, document, now=later)
        except RushesError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(send, [*signed, *signed[:2]]))
    assert len([words for words in said if words]) == 2
    assert all("on record already" in words for words in said if words)
    assert len(decisions(floor.show, "020_0150", "v001")) == 8
    assert verify_ledger(floor.show.ledger, ledger_key()) == ()
