"""Is a re-age still the person, still the plate's skin, and steady? ``bystanders`` asks whether it stays inside its matte."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from rushes.engines import Finding, Take
from rushes.inspection.pictures import listed

TEXTURE_LEAST: Final = 0.65
"""Share of the plate's finest texture, pores and grain, that has to be left before the form is moved. On synthetic twins with a face of 235 px a true younger
skin leaves 0.68 and more, since fine lines go with it; band gains of thirty years leave 0.67 and more there and on four portraits."""

LOST_MOST: Final = 0.6
"""What may be lost of it, as a share of what a blur loses that changes the light as much: a small change may hide a blur that leaves enough. Band gains and a true
younger skin lose 0.2 to 0.4 of it, a blur all."""

PAINTED_LEAST: Final = 0.45
"""Amount of fine texture, as a share of the plate's, that a painted skin has at the least, whosever pores they are: younger skin has less. Seven synthetic performers'
true younger selves have 0.53 to 0.92; a blur of matched strength has 0.03 at the most."""

CARRIED_LEAST: Final = 0.8
"""Amount that a frame to which keys are carried has at the least, as a share of what the keys have: on the synthetic performers 1.2 and more, since the plate's grain stays under it."""

MEASURED_TO: Final = 0.01
"""A loss of texture up to here is none."""

EDGE_MOST: Final = 0.02
"""Step of light at the matte's edge: two per cent is about what an eye sees beside each other."""

FLICKER_MOST: Final = 0.25
"""Second difference of the change over time, as a share of the change. Synthetic performers whose every frame is their true younger self, in fast turns, have 0.08 to 0.24; the same changes
pulsing by 15 % from frame to frame have up to 0.33 to 0.41."""

TRUE_STEP, TRUE_YEARS = 0.45, 36.0
"""What a true younger self costs the recogniser at most beyond its null copies [1 - cosine], and over how many years: synthetic performers beside their younger twins
(docs/twins.md) have 0.23 to 0.40, and one who turns away by 28 to 37 degrees 0.42, rounded up. Beyond these years the limit grows no more."""


def reage(take: Take) -> tuple[Finding, ...]:
    """Judge a re-age by its own files and by the step ``measure``'s numbers of every frame.

    Beside each number its detail says what the controls have: copies of the plate that nobody re-aged, and a blur that changes as much.
    """
    path = next((path for path in take.paths("element") if path.name == "report.json"), None)
    if path is None:
        return ()
    record = json.loads(path.read_text(encoding="utf-8"))
    rows = {int(row["frame"]): row for row in record["frames"]}
    found = (
        *_texture(rows),
        *_identity(rows, float(record["years"])),
        *_edge(rows),
        *_flicker(rows),
        _left(record),
    )
    return (*found, *_tolerance(rows, float(record["years"])))


def identity_limit(years: float, null: float) -> float:
    """Return how far from the plate a face may be to the recogniser: what a null copy costs, and a true step's part for the years asked.

    The part grows as the root of the years: on the twins the first twelve years cost more than a third of thirty-six.
    """
    return null + TRUE_STEP * math.sqrt(min(abs(years), TRUE_YEARS) / TRUE_YEARS)


def _texture(rows: Mapping[int, Any]) -> tuple[Finding, ...]:
    kept = {frame: float(row["texture"]) for frame, row in rows.items() if "texture" in row}
    if not kept:
        return ()
    blurs = [float(row["texture_of_blur"]) for row in rows.values() if "texture_of_blur" in row]
    painted = [float(rows[frame]["texture_of_keys"]) for frame in kept if "texture_of_keys" in rows[frame]]
    under = [frame for frame in kept if smoothed(rows[frame])]
    said = f"A blur that changes as much keeps {np.median(blurs):.2f}." if blurs else ""
    if painted:
        said = f"The keys have {min(painted):.2f} of the plate's amount and more. {said}"
    if under:
        lack = (
            "there is as little fine texture as a blur leaves, or less than in the keys"
            if painted
            else "the plate's own pores and grain are gone"
        )
        said = f"Frames {listed(under)} were smoothed, not re-aged: {lack}. {said}"
    worst = min(kept, key=lambda frame: kept[frame] - texture_least(rows[frame]))
    limit = round(texture_least(rows[worst]), 3)
    return (Finding("texture", not under, round(kept[worst], 3), limit, "of the plate's, at least", said.strip()),)


def smoothed(row: Mapping[str, Any]) -> bool:
    """Return whether a frame's skin was blurred rather than re-aged: too little of its texture is left, or hardly more than a blur leaves that changes as much."""
    lost = 1.0 - float(row.get("texture", 1.0))
    blurs = 1.0 - float(row.get("texture_of_blur", -math.inf))
    return lost > min(1.0 - texture_least(row), LOST_MOST * blurs + MEASURED_TO)


def texture_least(row: Mapping[str, Any]) -> float:
    """Return the least texture that a frame has to have: of the plate's own, or with painted keys as much as theirs."""
    if "texture_of_keys" not in row:
        return TEXTURE_LEAST
    return max(PAINTED_LEAST, CARRIED_LEAST * float(row["texture_of_keys"]))


def _identity(rows: Mapping[int, Any], years: float) -> tuple[Finding, ...]:
    seen = {frame: row["identity"] for frame, row in rows.items() if row.get("identity")}
    if not seen:
        return ()
    over = [frame for frame, one in seen.items() if one["reage"] > identity_limit(years, one["null"])]
    worst = max(seen, key=lambda frame: seen[frame]["reage"] - seen[frame]["null"])
    one = seen[worst]
    said = f"In frame {worst} null copies have {one['null']:.3f} and a blur that changes as much {one['blur']:.3f}."
    if over:
        said = f"Frames {listed(over)} are further from the plate than {years:g} years explain: another person. {said}"
    limit = round(identity_limit(years, one["null"]), 3)
    return (Finding("identity", not over, round(one["reage"], 3), limit, "1 - cosine", said),)


def _edge(rows: Mapping[int, Any]) -> tuple[Finding, ...]:
    steps = {frame: float(row["edge"]) for frame, row in rows.items() if "edge" in row}
    if not steps:
        return ()
    over = [frame for frame, value in steps.items() if value > EDGE_MOST]
    said = f"The edge of the matte shows in frames {listed(over)}. Soften the change there." if over else ""
    return (Finding("edge", not over, round(max(steps.values()), 4), EDGE_MOST, "of the light", said),)


def _flicker(rows: Mapping[int, Any]) -> tuple[Finding, ...]:
    seen = {frame: row["flicker"] for frame, row in rows.items() if row.get("flicker")}
    if not seen:
        return ()
    over = [frame for frame, one in seen.items() if _unsteady(one)]
    worst = max(seen, key=lambda frame: seen[frame]["edit"])
    said = f"In frame {worst} the plate's own light has {seen[worst]['null']:.3f}."
    if over:
        said = f"The change flickers about frames {listed(over)}. {said}"
    limit = max(FLICKER_MOST, round(seen[worst]["null"], 3))
    return (Finding("edit_flicker", not over, round(seen[worst]["edit"], 3), limit, "of the change", said),)


def _unsteady(one: Mapping[str, float]) -> bool:
    return one["edit"] > max(FLICKER_MOST, one["null"])


def _left(record: Mapping[str, Any]) -> Finding:
    """Count frames that are the plate's own, beside frames that are changed: the performer's age jumps there."""
    left = [int(frame) for frame in record["unchanged"]]
    unsure = [int(frame) for frame in record["unsure"]]
    ok = not unsure and len(left) < len(record["frames"])
    said = f"Left as they are: frames {listed(left)}." if left else ""
    if unsure:
        said += f" Of these the performer is seen, but not surely, in {listed(unsure)}: place the mesh or paint a key there."
    return Finding("frames_left", ok, len(left), 0, "frames", said.strip())


def _tolerance(rows: Mapping[int, Any], years: float) -> tuple[Finding, ...]:
    out = [frame for frame, row in rows.items() if _beyond(row, years)]
    said = f"Look at frames {listed(out)} first." if out else ""
    return (Finding("out_of_tolerance", not out, len(out), 0, "frames", said),)


def _beyond(row: Mapping[str, Any], years: float) -> bool:
    person, steady = row.get("identity") or {}, row.get("flicker") or {}
    return (
        smoothed(row)
        or float(row.get("edge", 0.0)) > EDGE_MOST
        or (bool(person) and person["reage"] > identity_limit(years, person["null"]))
        or (bool(steady) and _unsteady(steady))
    )
