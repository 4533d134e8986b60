"""One page a comparison, in one file: the takes side by side, what each took and cost, and what inspection found of each."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from rushes.comparison import Comparison, Side
from rushes.engines import Finding, Take
from rushes.engines.take import is_impression
from rushes.errors import BadInputError
from rushes.review.page import EMBED_LIMIT_BYTES, spoken
from rushes.show import Show
from rushes.studio import spoken_errors, write_atomically
from rushes.untrusted import parsed

FOLDER = "compare"
"""Where pages of comparisons lie in a shot's folder, beside its versions."""

LONGEST_VALUE = 160
"""Letters of a field's value that are shown: prompts and file lists go on in take.json."""

_SEALS = {"trusted": "good", "valid": "wait"}


def write_comparison(comparison: Comparison, show: Show) -> Path:
    """Write the page of a comparison and return its path: ``SHOW/shots/SHOT/compare/made_v001_finished_v002.html``.

    It needs no network. Movies and pictures are inside it, so that it can be mailed; larger ones stay beside it.

    Raises:
        BadInputError: A take has no review movie, or the page can't be written.
    """
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(resources.files("rushes.review").joinpath("compare.html").read_text("utf-8"))
    folder = show.shot_folder(comparison.shot) / FOLDER
    page = template.render(
        shot=f"{show.name} {comparison.shot}",
        text=comparison.text,
        columns=[_column(side, comparison, folder) for side in comparison.sides],
        times=list(_times(comparison)),
        time_note=_time_note(comparison),
        checks=list(_checks(comparison.sides)),
        facts=list(_facts(comparison)),
    )
    target = folder / f"{'_'.join(_named(side) for side in comparison.sides)}.html"
    with spoken_errors(target):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(target, page)
    return target


def clock(seconds: float) -> str:
    """Return a time for a person: 42 s, 3 min 5 s, 2 h 10 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _named(side: Side) -> str:
    name = "".join(letter if letter.isalnum() else "-" for letter in side.way.name)
    return f"{name}_{side.take.version}" if side.take else f"{name}_none"


def _column(side: Side, comparison: Comparison, folder: Path) -> dict[str, Any]:
    verdict = str(side.clearance.verdict)
    shared: dict[str, Any] = {
        "name": side.way.name,
        "verdict": verdict,
        "verdict_class": {"cleared": "good", "escalate": "wait"}.get(verdict, "bad"),
        "made": side.take is not None,
        "trouble": side.trouble,
        "escalation": side.escalation,
        "movie": "",
    }
    take = side.take
    if take is None:
        return shared
    failed = len(side.failed)
    state = side.seal.state if side.seal is not None else "unknown"
    movies = [path for path in take.paths("review") if path.suffix == ".mp4"]
    if not movies:
        raise BadInputError(f"Take {take.stem} has no review movie in {take.folder}. Make the take again.")
    return shared | {
        "stem": take.stem,
        "engine": take.engine,
        "existed": side.existed,
        "failed": failed,
        "checks": _counted(failed, len(take.findings)),
        "seal": state,
        "seal_class": _SEALS.get(state, "bad"),
        "time": clock(side.seconds),
        "cost": _cost(side, comparison),
        "movie": _address(movies[0], "video/mp4", folder, len(comparison.sides)),
        "impression": next(
            (
                _address(take.folder / file.path, "video/mp4", folder, 2 * len(comparison.sides))
                for file in take.files
                if is_impression(file) and file.path.endswith(".mp4")
            ),
            "",
        ),
        "pictures": [
            {"address": _address(path, "image/png", folder, len(comparison.sides)), "words": words}
            for path, words in _pictures(take)
        ],
        "lost": ", ".join(f"“{words}”" for words in take.not_understood),
    }


def _counted(failed: int, looked: int) -> str:
    checks = "check" if looked == 1 else "checks"
    return f"{failed} of {looked} {checks} failed" if failed else f"{looked} {checks} passed"


def _pictures(take: Take) -> list[tuple[Path, str]]:
    """Return the pictures that stand under a take's movie: impressions first, so that they are seen for what they are."""
    movies = any(is_impression(file) and file.path.endswith(".mp4") for file in take.files)
    impressions = [] if movies else [(path, "impression, by the model that was brought") for path in take.impressions]
    sheets = [(path, "contact sheet") for path in take.paths("contact_sheet") if path.suffix == ".png"]
    return [*impressions, *sheets[:1]]


def _address(path: Path, media_type: str, folder: Path, sides: int) -> str:
    if not path.is_file():
        raise BadInputError(f"{path} is missing. Make the take again.")
    if path.stat().st_size > EMBED_LIMIT_BYTES // sides:
        return Path("..", *path.relative_to(folder.parent).parts).as_posix()
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _cost(side: Side, comparison: Comparison) -> str:
    if comparison.hour_price is None:
        return ""
    price, currency = comparison.hour_price
    return f"{side.seconds / 3600 * price:.2f} {currency}"


def _times(comparison: Comparison) -> Iterable[dict[str, Any]]:
    """Yield the rows of what it took: together, what of it is only this side's, the cost, and each step."""
    sides = comparison.sides
    made = [side for side in sides if side.take is not None]
    quickest = min((side.seconds for side in made), default=0.0)
    several = len(made) > 1
    yield {
        "name": "together",
        "cells": [_cell(side, clock(side.seconds), best=several and side.seconds == quickest) for side in sides],
    }
    yield {
        "name": "of it not shared",
        "cells": [
            _cell(side, clock(sum(step.seconds or 0 for step in side.steps if not step.shared))) for side in sides
        ],
    }
    if comparison.hour_price is not None:
        yield {"name": "cost of the machine", "cells": [_cell(side, _cost(side, comparison)) for side in sides]}
    names = dict.fromkeys(step.name for side in sides for step in side.steps)
    for name in names:
        yield {"name": name, "cells": [_cell(side, _step_time(side, name)) for side in sides]}


def _cell(side: Side, words: str, *, best: bool = False) -> dict[str, Any]:
    return {"words": words if side.take is not None else "–", "best": best}


def _step_time(side: Side, name: str) -> str:
    step = next((step for step in side.steps if step.name == name), None)
    if step is None:
        return "–"
    told = "not known" if step.seconds is None else clock(step.seconds)
    return f"{told}, shared" if step.shared else told


def _time_note(comparison: Comparison) -> str:
    price = (
        "Money: nothing was paid for outside; give --hour-price to have the machine's time priced."
        if comparison.hour_price is None
        else f"Cost is this machine's time at {comparison.hour_price[0]:g} {comparison.hour_price[1]} an hour; nothing was paid for outside."
    )
    return f"Times are those of the steps when they were made on this machine; a step that several takes share was made once. {price}"


def _checks(sides: Sequence[Side]) -> Iterable[dict[str, Any]]:
    """Yield a row for each check that looked at any of the takes, those that failed first."""
    found = [
        {finding.check: finding for finding in side.take.findings} if side.take is not None else {} for side in sides
    ]
    names = list(dict.fromkeys(name for one in found for name in one))
    for name in sorted(names, key=lambda name: all(name not in one or one[name].ok for one in found)):
        yield {"name": spoken(name), "cells": [_checked(one.get(name)) for one in found]}


def _checked(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    measured = f"{finding.value:.4g} {finding.unit}, limit {finding.limit:.4g}"
    return {"ok": finding.ok, "measured": measured, "detail": finding.detail}


def _facts(comparison: Comparison) -> Iterable[dict[str, Any]]:
    """Yield rows of what tells the takes apart: engine, models that were brought, consents, the source type, and the fields that were asked."""
    sides = comparison.sides
    yield {"name": "engine", "cells": [side.take.engine if side.take else side.way.engine for side in sides]}
    yield {"name": "model that was brought", "cells": [_model(side.take) for side in sides]}
    yield {
        "name": "consents it rests on",
        "cells": [str(len(side.clearance.consents)) if side.take else "" for side in sides],
    }
    yield {
        "name": "digital source type",
        "cells": [side.take.digital_source_type.rsplit("/", 1)[-1] if side.take else "" for side in sides],
    }
    for name, values in comparison.differs.items():
        yield {"name": spoken(name), "cells": [_short(value) for value in values]}


def _model(take: Take | None) -> str:
    """Return what a take says of a model that was brought; empty where none was."""
    records = [file.path for file in take.files if file.path.endswith("/model.json")] if take is not None else []
    for name in records:
        path = take.folder / name if take is not None else Path(name)
        try:
            record: Mapping[str, Any] = parsed(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        return f"{record.get('file', path.name)}: {record.get('licence', '')}; trained on {record.get('trained_on', 'what nobody says')} ({record.get('training', 'unknown')})"
    return ""


def _short(value: str) -> str:
    if Path(value).is_absolute():
        return Path(value).name  # the page is mailed, and folders on this machine say nothing to who opens it
    return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]} …"
