"""The disclosure pack says what was made by what on whose consent, and names nobody."""

import csv
import io
import json
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from rushes.canonical import sha256_of
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Registry
from rushes.delivery.disclosure_pack import pack, write_pack
from rushes.delivery.disclosure_pack.register_pdf import register_sheets
from rushes.show import Show
from small_house import House

NOW = datetime(2026, 11, 27, tzinfo=UTC)
CONSENT = f"urn:uuid:{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{'0' * 12}"
TOBIAS = Performer(
    id="p-014", name="Tobias Wren", aliases=("Toby Wren",), born=date(1984, 3, 9), did=f"did:key:z6Mk{'1' * 44}", enrolled_at=NOW
)  # fmt: skip
PERSONAL = ("Tobias", "Wren", "Toby", "p-014", "1984", "z6Mk", "ida", "Ida")


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A pack of two takes, one of which shows a performer, whom somebody's words about it name."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    house = House(Show.init(tmp_path / "DEMO", Fraction(24), title="The Long Night"))
    house.take(frames=1, handles=0)
    shown = house.take(
        "020_0160", frames=1, handles=0, people=("p-014",), consents=((CONSENT, sha256_of("signed")),), circled=False
    )
    registry = Registry(performers={TOBIAS.id: TOBIAS})
    monkeypatch.setattr(pack, "gate_of", lambda _: type("Gate", (), {"registry": lambda *_: registry})())
    record = json.loads((shown.folder / "take.json").read_bytes())
    record["clearance"]["reasons"] = [
        {"rule": "house/people-need-consent", "outcome": "cleared", "found": "Tobias Wren agreed", "remedy": ""}
    ]
    (shown.folder / "take.json").write_text(json.dumps(record), encoding="utf-8")
    paths = write_pack(house.show, (), tmp_path / "PACK", now=NOW)
    return house.show, paths, tmp_path


def test_every_take_is_in_the_register_with_what_it_rests_on(written):
    _, (pdf, table, record), _ = written
    assert pdf.read_bytes().startswith(b"%PDF-")
    told = json.loads(record.read_bytes())
    first, second = told["register"]
    assert (first["shot"], first["circled"], first["performers"], first["human_contribution"]) == (
        "020_0150", True, [], "Timing of the fall.",
    )  # fmt: skip
    assert first["decisions"][0].startswith("supervisor: circle (")
    assert (second["performers"], second["consents"]) == (["A"], [CONSENT])
    assert second["policies"] == ["house/people-need-consent: cleared"]
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert [row["shot"] for row in rows] == ["020_0150", "020_0160"]
    assert rows[1]["consents"] == CONSENT
    assert {notice["id"] for notice in told["notices"]} >= {"end_credit", "eu_article_50"}


def test_nobody_is_named_in_any_of_its_files_nor_on_its_sheets(written):
    _, paths, _ = written
    told = json.loads(paths[2].read_bytes())
    for path in paths[1:]:
        for word in PERSONAL:
            assert word not in path.read_text(encoding="utf-8"), word
    assert json.dumps(told).count("[a performer]") == 0
    for raw in (paths[0].read_bytes(),):
        assert b"Tobias" not in raw
        assert b"z6Mk" not in raw
    assert register_sheets(told), "the sheets are drawn from this record and nothing else"


def test_what_people_say_loses_the_names_in_it():
    names = ("Tobias Wren", "Toby Wren", "p-014")
    said = {"human_contribution": "We painted tobias wren's scar; Toby Wren (p-014) sat. Wrenching was kept."}
    assert pack._without_names(said, names)["human_contribution"] == (
        "We painted [a performer]'s scar; [a performer] ([a performer]) sat. Wrenching was kept."
    )


def test_a_pack_speaks_of_the_takes_of_a_delivery_alone_and_equal_ones_are_equal(written):
    from rushes.engines import Take

    show, paths, folder = written
    take = Take.load(show.version_folder("020_0150", 1) / "take.json")
    only = write_pack(show, (take,), folder / "ONE", now=NOW)
    assert [row["shot"] for row in json.loads(only[2].read_bytes())["register"]] == ["020_0150"]
    again = write_pack(show, (), folder / "AGAIN", now=NOW)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]


def test_letters_go_on_after_z():
    assert [pack._letter(number) for number in (0, 25, 26, 51, 52, 702)] == ["A", "Z", "AA", "AZ", "BA", "AAA"]
