"""What ``rushes make --engine a,b`` does: a take of each way, and one page of all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from rushes.brief import Brief
    from rushes.comparison import Side
    from rushes.show import Show

_PRICE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z€$£¥]{1,4})\s*")


def make_several(brief: Brief, show: Show, names: str, *, again: bool, hour_price: str | None, as_json: bool) -> int:
    """Make a take of each way that is named, write the page, and return the exit code: of what went worst.

    Raises:
        BadInputError: A name stands for no way, the brief lacks what one needs, or the price is none.
    """
    from dataclasses import replace

    from rushes.cli.bar import Bar
    from rushes.comparison import compare, ways_of
    from rushes.review import write_comparison

    price = _price(hour_price)
    ways = ways_of(brief, names.split(","))
    click.echo(f"\nSide by side: {', '.join(way.name for way in ways)}")
    with Bar() as bar:
        comparison = compare(
            ways,
            show,
            progress=lambda way, now: bar(replace(now, step=f"{way.name} {now.step}")),
            again=again,
            hour_price=price,
        )
    for side in comparison.sides:
        _say(side)
    page = write_comparison(comparison, show) if len(ways) > 1 else None
    if page is not None:
        click.echo(f"\nPage       {page}")
    if as_json:
        print_json({"page": str(page) if page else None, "sides": [_record(side) for side in comparison.sides]})
    return max(_code(side) for side in comparison.sides)


def _price(text: str | None) -> tuple[float, str] | None:
    """Return a price of an hour.

    Raises:
        BadInputError: It is none.
    """
    if text is None:
        return None
    found = _PRICE.fullmatch(text)
    if found is None:
        raise BadInputError(
            f'--hour-price "{text}" is no price. Write a number and a currency: --hour-price "1.80 EUR".'
        )
    return float(found[1]), found[2]


def _say(side: Side) -> None:
    from rushes.review.side_by_side import clock

    if side.take is None:
        click.echo(f"{side.way.name:<10} nothing was made: {side.trouble}", err=True)
        return
    before = ", made before" if side.existed else ""
    failed = f", failed {', '.join(side.failed)}" if side.failed else ""
    click.echo(
        f"{side.way.name:<10} {side.take.version}, {clock(side.seconds)}{before}{failed}  {side.take.folder / 'take.json'}"
    )


def _record(side: Side) -> dict[str, object]:
    return {
        "way": side.way.name,
        "engine": side.way.engine,
        "verdict": str(side.clearance.verdict),
        "take": str(side.take.folder / "take.json") if side.take else None,
        "seconds": round(side.seconds, 1),
        "failed": list(side.failed),
        "trouble": side.trouble,
    }


def _code(side: Side) -> int:
    from rushes.clearance import Verdict
    from rushes.cli.clear import EXIT_CODES

    if side.clearance.verdict is not Verdict.CLEARED:
        return EXIT_CODES[side.clearance.verdict]
    return 5 if side.take is None or side.failed else 0
