from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # small_board.py and pdf_reader.py, which several tests import
