import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pdf_lines.py


@pytest.fixture(scope="session")
def man_trousers():
    from rushes.engines.body.measures import Measures
    from rushes.engines.wardrobe.blocks.catalogue import draft

    return draft("trousers", Measures.usual(sex="male"))
