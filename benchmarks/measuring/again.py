"""What clearance does in a make, done once more in a process of its own: ``python again.py PART SHOW TAKE`` prints seconds.

Imports stand inside the timed functions where a make pays for them at that point.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from rushes.brief import Brief
from rushes.engines import Take
from rushes.show import Show


def verdict(show: Show, take: Take, brief: Brief) -> float:
    """Return how long the verdict takes [s], imports and the reading of all packs included."""
    del take
    started = time.perf_counter()
    from rushes.judgement import judge

    judge(brief, show)
    return time.perf_counter() - started


def gate(show: Show, take: Take, brief: Brief) -> float:
    """Return how long the gate takes [s] in a new process, as that of every step: it loads the records and judges."""
    import rushes.plan.run  # noqa: F401 - the step's process has it before it asks
    from rushes.clearance import Clearance

    question = _question(show, brief)
    started = time.perf_counter()
    from rushes.clearance.gate import Gate

    Gate.of(show).ask(question, "generate", given=Clearance.from_json(dict(take.clearance)))
    return time.perf_counter() - started


def once_more(show: Show, take: Take, brief: Brief) -> float:
    """Return how long it takes to ask again [s] in a process that asked before, as before the seal."""
    from rushes.clearance import Clearance
    from rushes.judgement import asked_about

    asked, given = asked_about(brief, show), Clearance.from_json(dict(take.clearance))
    asked.again(given)
    started = time.perf_counter()
    asked.again(given)
    return time.perf_counter() - started


def faces(show: Show, take: Take, brief: Brief) -> float:
    """Return how long the look for faces in the finished frames takes [s]."""
    from rushes.enrolled import enrolled_faces

    started = time.perf_counter()
    from rushes.inspection.likeness import likeness_check

    likeness_check(enrolled_faces(show), brief.plate)(take)
    return time.perf_counter() - started


def _question(show: Show, brief: Brief):  # noqa: ANN202 - its type is imported only where it is asked
    """Return the question as the request of a step holds it, drawn in another process so that nothing is warm here."""
    import subprocess

    from rushes.clearance.question import Question

    drawn = subprocess.run(
        [sys.executable, __file__, "question", str(show.folder), brief.model_dump_json()],
        check=True,
        capture_output=True,
        text=True,
    )
    return Question.model_validate_json(drawn.stdout)


def main() -> None:
    """Do one part and print what it took, as JSON."""
    part, folder, what = sys.argv[1:]
    show = Show.load(Path(folder))
    if part == "question":
        from rushes.judgement import asked_about

        print(asked_about(Brief.model_validate_json(what), show).question.model_dump_json())
        return
    take = Take.load(Path(what))
    brief = Brief.model_validate_json((take.folder / "brief.json").read_text(encoding="utf-8"))
    print(json.dumps(PARTS[part](show, take, brief)))


PARTS = {"verdict": verdict, "gate": gate, "once_more": once_more, "faces": faces}

if __name__ == "__main__":
    main()
