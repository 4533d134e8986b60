"""How a command asks whether somebody agrees to what a vendor's work costs: the price first, then a yes."""

from __future__ import annotations

import sys
from fractions import Fraction

import click

from rushes.brief import Brief


def agreed(brief: Brief, rate: Fraction, *, yes: bool) -> Brief:
    """Say what a brief's work costs at a vendor's, and return the brief with a yes to it; as it is where it costs nothing, or nobody says yes.

    A budget in the brief is a yes up to it, and a limit that no other yes goes over. Without any yes the plan stops with a sentence.

    Args:
        brief: What is asked.
        rate: The show's frames per second.
        yes: Whether the price is agreed to beforehand.

    Raises:
        BadInputError: Nobody says what it costs, or the vendor can't draw it.
    """
    from rushes.engines.clip.engine import offered

    offer = offered(brief, rate)
    if offer is None:
        return brief
    click.echo(f"\nPrice      {offer.words}")
    if brief.finish.budget_usd is not None:
        return brief
    if not yes and not (sys.stdin.isatty() and click.confirm(f"Ask for it, and pay {offer.usd:.2f} USD?")):
        return brief
    return brief.model_copy(update={"finish": brief.finish.model_copy(update={"budget_usd": offer.usd})})
