"""Where settings lie."""

from __future__ import annotations

from pathlib import Path

from rushes.studio import settings_folder


def test_settings_lie_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path))
    assert settings_folder() == tmp_path
    monkeypatch.delenv("RUSHES_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings_folder() == tmp_path / "rushes"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert settings_folder() == Path.home() / ".config" / "rushes"
