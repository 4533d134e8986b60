"""What the end of a make needs is there by then, and a library that is not installed is nobody's failure here."""

from __future__ import annotations

import importlib.util
import sys

from rushes import early


def test_what_is_named_is_imported_and_what_is_not_there_is_passed_over(monkeypatch):
    monkeypatch.setattr(early, "NEEDED", ("no_such_library_anywhere", "colorsys"))
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    early.import_early().join(timeout=20)
    assert "colorsys" in sys.modules


def test_all_that_is_named_exists():
    missing = [name for name in early.NEEDED if importlib.util.find_spec(name.partition(".")[0]) is None]
    assert not missing
