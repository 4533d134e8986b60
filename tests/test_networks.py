"""A network that was learned is in the show's register, and gone when it is forgotten."""

from datetime import UTC, datetime
from fractions import Fraction
from types import SimpleNamespace

import pytest

from rushes import networks
from rushes.canonical import sha256_of_file
from rushes.clearance.models import MODELS, ConsentOf, ModelCard
from rushes.errors import BadInputError
from rushes.provenance.ledger import read_ledger
from rushes.show import Show

CONSENT = ConsentOf(performer="p-014", id="urn:uuid:4d1f7a52-7d8a-4c7e-9a41-0a6f0a0e7a11", sha256="a" * 64)


@pytest.fixture
def show(tmp_path, monkeypatch):
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    return Show.init(tmp_path / "S", Fraction(24))


@pytest.fixture
def learned(show, monkeypatch):
    """Return a recipe whose step ``learn`` left a network in the store."""
    folder = show.work / "learn" / "key"
    folder.mkdir(parents=True)
    (folder / networks.WEIGHTS).write_bytes(b"numbers")
    card = ModelCard(
        id="reage-s-010_0030",
        weights=networks.WEIGHTS,
        weights_sha256=sha256_of_file(folder / networks.WEIGHTS),
        production="S",
        subjects=("p-014",),
        consents=(CONSENT,),
        trained_at=datetime(2026, 11, 26, tzinfo=UTC),
    )
    (folder / networks.CARD).write_text(card.model_dump_json(), encoding="utf-8")
    monkeypatch.setattr(networks, "folders_of", lambda *_: {"learn": SimpleNamespace(path=folder)})
    return folder


def events(show):
    return [
        (entry.event, entry.data["model"]) for entry in read_ledger(show.ledger) if entry.event.startswith("model.")
    ]


def test_it_is_kept_once_and_written_down(show, learned):
    networks.keep_networks(None, show)
    networks.keep_networks(None, show)
    assert events(show) == [("model.learned", "reage-s-010_0030")]
    ((card, reasons),) = networks.listed(show)
    assert card.subjects == ("p-014",)
    assert "no such record" in reasons[0].found


def test_forgotten_is_gone_everywhere_and_written_down(show, learned):
    networks.keep_networks(None, show)
    gone = networks.forget(show, "reage-s-010_0030")
    assert learned / networks.WEIGHTS in gone
    assert not any(path.exists() for path in gone)
    assert list((show.folder / MODELS).iterdir()) == []
    assert events(show)[-1] == ("model.forgotten", "reage-s-010_0030")
    with pytest.raises(BadInputError, match="no network"):
        networks.forget(show, "reage-s-010_0030")
