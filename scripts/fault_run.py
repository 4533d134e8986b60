"""Attack shows at hundreds of random points, and hold what is left to what Rushes promises (docs/faults.md).

    python scripts/fault_run.py                 # goes on where an earlier run stopped
    python scripts/fault_run.py --only kill_supervisor --workers 2

As root, since disks are filled, mounted and cut off; PostgreSQL and libfaketime have to be installed. Each attack's record goes into a file at once;
the page and the result are written from it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
for place in ("tests", "tests/faults"):
    sys.path.insert(0, str(ROOT / place))

from attacked import Attacked, new_show, read_jsonl  # noqa: E402 - found by what stands above
from attacks import ATTACKS  # noqa: E402
from rounds import Round, planned, work  # noqa: E402

PAGE, RESULT = ROOT / "docs" / "faults.md", ROOT / "benchmarks" / "results" / "faults.json"
BEGINS, ENDS = "<!-- begin: scripts/fault_run.py -->", "<!-- end -->"


def main() -> int:
    """Run what is missing, and write down how it went."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seed", type=int, default=9)
    asked.add_argument("--workers", type=int, default=2, help="shows that are attacked at a time")
    asked.add_argument("--only", action="append", default=[], choices=sorted(ATTACKS), help="these attacks alone")
    asked.add_argument("--folder", type=Path, default=Path("/tmp/rushes-faults"), help="where the shows lie")  # noqa: S108
    asked.add_argument("--page", action="store_true", help="only write the page")
    options = asked.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    out = options.folder / f"faults-{options.seed}.jsonl"
    if not options.page:
        run(options.folder, out, options.seed, options.workers, options.only)
    records = read_jsonl(out)
    if not options.only:
        RESULT.write_text(json.dumps(result(records, options.seed), indent=1) + "\n", encoding="utf-8")
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)
        PAGE.write_text(f"{before}{BEGINS}\n\n{table(records)}\n{ENDS}{rest.partition(ENDS)[2]}", encoding="utf-8")
    return int(any(record["wrong"] for record in records))


def run(folder: Path, out: Path, seed: int, workers: int, only: list[str]) -> None:
    """Do every round that is not on record yet, in several processes; one of them has the shows of PostgreSQL."""
    template = (
        Attacked(folder / "template", seconds=6.0) if (folder / "template").exists() else new_show(folder / "template")
    )
    done = {record["round"] for record in read_jsonl(out)}
    plain, there = ([one for one in rounds if one[0] not in done] for rounds in planned(seed, only))
    shares: list[tuple[list[Round], bool]] = [(plain[number::workers], False) for number in range(workers)]
    children = [
        _begin(template, rounds, seed, folder, out, postgres=is_there)
        for rounds, is_there in [*shares, (there, True)]
        if rounds
    ]
    for child in children:
        os.waitpid(child, 0)


def _begin(template: Attacked, rounds: list[Round], seed: int, folder: Path, out: Path, *, postgres: bool) -> int:
    child = os.fork()
    if child:
        return child
    try:
        if postgres:
            _with_postgres(template, folder)
        work(template, rounds, seed, folder, out)
    finally:
        if template.postgres is not None:
            template.postgres.close()
        os._exit(0)


def _with_postgres(template: Attacked, folder: Path) -> None:
    from database import Postgres, programs

    found = programs()
    if found is None:
        raise SystemExit("PostgreSQL is not installed: its attacks are left out.")
    template.postgres = Postgres(found)
    template.postgres.start()
    studio = folder / "studio.yaml"
    studio.write_text(
        f'name: faults\ndatabase: "{template.postgres.url(template.postgres.fresh())}"\n', encoding="utf-8"
    )
    template.env["RUSHES_STUDIO"] = str(studio)


def result(records: list[dict[str, Any]], seed: int) -> dict[str, Any]:
    """Return what a run came to, for a machine."""
    survived = [record for record in records if not record["wrong"]]
    return {
        "seed": seed,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "points": len(records),
        "survived": len(survived),
        "lost": len(records) - len(survived),
        "attacks": {
            name: {"points": count, "survived": sum(record["attack"] == name for record in survived)}
            for name, count in sorted(Counter(record["attack"] for record in records).items())
        },
        "not_survived": [
            {key: record[key] for key in ("round", "place", "attack", "wrong")} for record in records if record["wrong"]
        ],
    }


def table(records: list[dict[str, Any]]) -> str:
    """Return what a run came to, for the page."""
    lost = sum(bool(record["wrong"]) for record in records)
    rows = [f"{len(records)} points, {len(records) - lost} survived, {lost} lost.", ""]
    rows += ["| Attack | Points | Survived | What it does |", "|---|---|---|---|"]
    counted = Counter(record["attack"] for record in records)
    for name, (function, _) in ATTACKS.items():
        if counted[name]:
            survived = sum(record["attack"] == name and not record["wrong"] for record in records)
            rows.append(f"| `{name}` | {counted[name]} | {survived} | {(function.__doc__ or '').splitlines()[0]} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main())
