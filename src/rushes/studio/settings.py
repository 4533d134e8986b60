"""Where this person's settings and keys lie."""

from __future__ import annotations

import os
from pathlib import Path


def settings_folder() -> Path:
    """Return where this person's settings lie: ``RUSHES_HOME``, or ``rushes`` under the XDG configuration folder."""
    home = os.environ.get("RUSHES_HOME")
    if home:
        return Path(home)
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "rushes"
