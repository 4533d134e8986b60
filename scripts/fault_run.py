"""Attack shows at hundreds of random points, and hold what is left to what Rushes promises (docs/faults.md).

    python scripts/fault_run.py                 # goes on where an earlier run stopped
    python scripts/fault_run.py --only kill_supervisor --workers 2
    python scripts/fault_run.py --rounds 1 3    # these rounds alone, once more, as they were; nothing is written down of it

As root, since disks are filled and mounted, machines cut off; PostgreSQL and rclone have to be installed. Each round's records go into a file at once;
the page and the result are written from it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
for place in ("tests", "tests/faults"):
    sys.path.insert(0, str(ROOT / place))

from attacked import Attacked, new_show, read_jsonl  # noqa: E402 - found by what stands above
from listed import ATTACKS  # noqa: E402
from rounds import Round, adopt, planned, work  # noqa: E402
from studios import Services  # noqa: E402

PAGE, RESULT = ROOT / "docs" / "faults.md", ROOT / "benchmarks" / "results" / "faults.json"
BEGINS, ENDS = "<!-- begin: scripts/fault_run.py -->", "<!-- end -->"


def main() -> int:
    """Run what is missing, and write down how it went."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seed", type=int, default=9)
    asked.add_argument("--workers", type=int, default=2, help="shows that are attacked at a time")
    asked.add_argument("--only", action="append", default=[], choices=sorted(ATTACKS), help="these attacks alone")
    asked.add_argument("--rounds", type=int, nargs="+", default=[], help="these rounds alone, once more")
    asked.add_argument("--folder", type=Path, default=Path("/tmp/rushes-faults"), help="where the shows lie")  # noqa: S108
    asked.add_argument("--page", action="store_true", help="only write the page, from the result")
    options = asked.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    alone = "-again" if options.rounds else "-only" if options.only else ""
    out = options.folder / f"faults-{options.seed}{alone}.jsonl"
    if options.rounds:
        out.unlink(missing_ok=True)
    rounds = [one for one in planned(options.seed, options.only) if not options.rounds or one.number in options.rounds]
    if not options.page:
        run(options.folder, out, rounds, options.seed, options.workers)
    records = read_jsonl(out)
    if not alone:
        if not options.page:
            asked_for = sum(len(one.names) for one in rounds)
            RESULT.write_text(json.dumps(result(records, options.seed, asked_for), indent=1) + "\n", encoding="utf-8")
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)
        told = table(json.loads(RESULT.read_text(encoding="utf-8")))
        PAGE.write_text(f"{before}{BEGINS}\n\n{told}\n{ENDS}{rest.partition(ENDS)[2]}", encoding="utf-8")
    return int(any(record["wrong"] for record in records))


def run(folder: Path, out: Path, rounds: Sequence[Round], seed: int, workers: int) -> None:
    """Do every round that is not on record yet, in several processes; each takes the next when it is done with one."""
    there = (folder / "template").exists()
    template = Attacked(folder / "template", seconds=2.0) if there else new_show(folder / "template")
    done = {record["round"] for record in read_jsonl(out)}
    waiting = [one for one in rounds if one.number not in done]
    random.Random(seed).shuffle(waiting)  # noqa: S311 - so that a run which is stopped has tried of everything
    numbers, told = os.pipe()
    os.write(told, b"".join(place.to_bytes(4) for place in range(len(waiting))))
    os.close(told)
    children = [_begin(template, _taken(numbers, waiting), seed, folder, out) for _ in range(workers)]
    for child in children:
        os.waitpid(child, 0)


def _taken(numbers: int, waiting: Sequence[Round]) -> Iterator[Round]:
    """Take one round after the other out of a pipe that all workers read."""
    while place := os.read(numbers, 4):
        yield waiting[int.from_bytes(place)]


def _begin(template: Attacked, rounds: Iterator[Round], seed: int, folder: Path, out: Path) -> int:
    child = os.fork()
    if child:
        return child
    adopt()
    services = Services()
    try:
        work(template, rounds, seed, folder, out, services)
    except BaseException:  # noqa: BLE001 - whatever it is, this copy ends here
        import traceback

        traceback.print_exc()
    finally:
        services.close()
        os._exit(0)


def result(records: list[dict[str, Any]], seed: int, planned_points: int) -> dict[str, Any]:
    """Return what a run came to, for a machine."""
    survived = [record for record in records if not record["wrong"]]
    attacks = {}
    for name, count in sorted(Counter(record["attack"] for record in records).items()):
        mine = [record for record in records if record["attack"] == name]
        attacks[name] = {
            "points": count,
            "survived": sum(record["attack"] == name for record in survived),
            "cpu_s": round(sum(record["cpu_s"] for record in mine), 1),
        }
    return {
        "seed": seed,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "planned": planned_points,
        "points": len(records),
        "survived": len(survived),
        "lost": len(records) - len(survived),
        "cpu_s": round(sum(record["cpu_s"] for record in records), 1),
        "attacks": attacks,
        "measured": _measured(records),
        "not_survived": [
            {key: record[key] for key in ("round", "place", "attack", "wrong")} for record in records if record["wrong"]
        ],
    }


def _measured(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what attacks measured besides, by attack and kind of show."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for record in records:
        for name, value in record["measured"].items():
            found.setdefault((record["attack"], record["kind"], name), []).append(value)
    return [
        {"attack": attack, "kind": kind, "what": what, "points": len(values), "median_s": round(median(values), 2), "longest_s": max(values)}
        for (attack, kind, what), values in sorted(found.items())
    ]  # fmt: skip


WORDS = {
    "taken_over_s": "until the standby supervised",
    "noticed_s": "until the one that was cut off and came back had stopped",
    "listing_10000_s": "to list and count 10,000 jobs",
}
DATABASES = {"floor": "SQLite", "floor_database": "PostgreSQL", "network": "PostgreSQL, over a network"}


def table(told: dict[str, Any]) -> str:
    """Return what a run came to, for the page."""
    rest = f" of {told['planned']} planned" if told["points"] < told["planned"] else ""
    head = f"{told['points']} points{rest}, {told['survived']} survived, {told['lost']} lost"
    rows = [f"{head}; {told['cpu_s'] / 60:.0f} CPU minutes ({told['machine']}).", ""]
    rows += ["| Attack | Points | Survived | CPU s a point | What it does |", "|---|---|---|---|---|"]
    for name, function in ATTACKS.items():
        if one := told["attacks"].get(name):
            says = (function.__doc__ or "").splitlines()[0]
            rows.append(
                f"| `{name}` | {one['points']} | {one['survived']} | {one['cpu_s'] / one['points']:.1f} | {says} |"
            )
    if told["measured"]:
        rows += ["", "| Measured | Where | Points | Median [s] | Longest [s] |", "|---|---|---|---|---|"]
        rows += [
            f"| `{one['attack']}`: {WORDS[one['what']]} | {DATABASES[one['kind']]} | {one['points']} | {one['median_s']} | {one['longest_s']} |"
            for one in told["measured"]
        ]
    for one in told["not_survived"]:
        rows += [
            "",
            f"Lost: round {one['round']}, attack {one['place']}, `{one['attack']}`: {' '.join(one['wrong'][0].split())[:300]}",
        ]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main())
