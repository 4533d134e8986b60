"""What a package tells of the use of artificial intelligence in it: the register of its takes, and the texts of the title."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Final

from rushes.delivery.order import Order
from rushes.judgement import gate_of
from rushes.provenance import disclosure
from rushes.review.deciding import decided

FOLDER: Final = "disclosure"


def disclosure_texts(order: Order, now: datetime) -> dict[str, str]:
    """Return the register of the takes that are handed over, as CSV, and with the title's credits and notices as JSON.

    Args:
        order: What is delivered.
        now: The present moment, timezone-aware: a duty that is not in force yet says so.

    Returns:
        Texts by path, from the package's folder.

    Raises:
        RushesError: The show's records can't be read.
    """
    whole = disclosure(order.show, gate_of(order.show).registry(now), now=now, decided=decided(order.show))
    delivered = {(one.take.shot, one.take.version) for one in order.materials}
    register = tuple(use for use in whole.register if (use.shot, use.version) in delivered)
    found = replace(whole, register=register)
    return {
        f"{FOLDER}/register.csv": found.to_csv(),
        f"{FOLDER}/disclosure.json": json.dumps(found.to_json(), indent=1, ensure_ascii=False) + "\n",
    }
