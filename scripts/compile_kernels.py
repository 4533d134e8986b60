"""Compile the loops that are compiled at their first use, by making the smallest take there is and draping one waistcoat: ``python scripts/compile_kernels.py``.

Whoever makes the first real take then does not wait for it, about a minute. What is compiled is kept beside the package's
own files, and is compiled anew where they change. The take, its show and its settings are thrown away.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path


def main() -> int:
    """Make a house of two storeys, eight frames, hang a waistcoat, and throw both away."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rushes-kernels-") as folder:
        os.environ["RUSHES_HOME"] = str(Path(folder) / "settings")
        from rushes.brief import Brief, Building, Collapse
        from rushes.errors import RushesError
        from rushes.pipeline import judge, make
        from rushes.show import Show

        show = Show.init(Path(folder) / "KERNELS", rate=Fraction(24))
        house, falls = Building(storeys=2, bays=2, bays_deep=1), Collapse(start_s=0.0)
        brief = Brief(shot="000_0000", frames=8, quality="draft", building=house, collapse=falls)
        try:
            make(brief, show, judge(brief, show), progress=lambda now: print(f"{now.step} {now.done}/{now.total}"))
        except RushesError as error:
            print(f"compile_kernels: {error}", file=sys.stderr)
            return error.exit_code
    _hang()
    print(f"Compiled in {time.monotonic() - started:.0f} s.")
    return 0


def _hang() -> None:
    """Drape a waistcoat as coarsely as it will go."""
    from rushes.engines.body.measures import Measures
    from rushes.engines.body.shape import Knobs, base
    from rushes.engines.body.stance import NATURAL, posed
    from rushes.engines.wardrobe.blocks.catalogue import draft
    from rushes.engines.wardrobe.drape.fabrics import fabric
    from rushes.engines.wardrobe.drape.outfit import Piece, outfit

    body = posed(base().body(Knobs()), NATURAL)
    outfit([Piece(draft("waistcoat", Measures.usual()), fabric("wool suiting"))], body, 0.06)


if __name__ == "__main__":
    sys.exit(main())
