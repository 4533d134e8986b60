"""Scenes, drawings and graphs that the engines' tests share are imported by name from these folders."""

from __future__ import annotations

import sys
from pathlib import Path

for shared in ("destruction", "matchmove"):
    sys.path.insert(0, str(Path(__file__).parent / shared))
