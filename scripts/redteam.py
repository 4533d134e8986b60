"""Judge the red-team set and write docs/redteam.md: misses and false alarms by class, and every wrong case.

A *miss* is an answer milder than every acceptable one, a *false alarm* one that is stricter. Every fifth case is held out: the
rules were not tuned on it. ``--tuned`` prints the wrong cases of the tuned part and writes nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rushes.clearance import Verdict, clear
from rushes.clearance.likeness.asking import question_of_text
from rushes.clearance.likeness.cases import Case, read_cases
from rushes.clearance.likeness.ner import MODELS, SPACY, installed, second_reading

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "clearance"
CASES = FOLDER / "redteam.yaml"
STRANGERS = FOLDER / "second_reading.yaml"
PAGE = ROOT / "docs" / "redteam.md"

HELD_OUT = 5
"""Every how many cases one is held out."""

STRICTER = (Verdict.CLEARED, Verdict.ESCALATE, Verdict.REFUSED)


@dataclass(frozen=True, slots=True)
class Writing:
    """A later file of cases, with what it found at first sight, before anything was tuned on it."""

    file: str
    cases: int
    missed: int
    false_alarms: int


FIRST_HALF = 60
"""Cases of ``second_reading.yaml`` that the second reading's rules were tuned on."""

LATER = (
    Writing("redteam_second.yaml", 199, 26, 8),
    Writing("redteam_third.yaml", 119, 18, 6),
    Writing("redteam_fourth.yaml", 90, 11, 3),
)
"""Each was written after the rules had been tuned on the ones before, and answered once."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the answer that it got."""

    case: Case
    verdict: Verdict
    rules: tuple[str, ...]
    held_out: bool

    @property
    def missed(self) -> bool:
        """Whether the answer is milder than every acceptable one."""
        return all(STRICTER.index(self.verdict) < STRICTER.index(verdict) for verdict in self.case.expected)

    @property
    def false_alarm(self) -> bool:
        """Whether the answer is neither acceptable nor too mild."""
        return self.verdict not in self.case.expected and not self.missed


def judge_all(path: Path = CASES, packs: tuple[str, ...] = ("house",), *, twice: bool = False) -> tuple[Judged, ...]:
    """Return every case of a file with the answer that it gets, with the second reading of names (``twice``) or without."""
    started = datetime.now(UTC)
    cases = read_cases(path, now=started)
    judged = []
    for number, case in enumerate(cases.cases, 1):
        question = question_of_text(
            case.text,
            cases.registry,
            production=case.production,
            shot=case.shot,
            reading=second_reading(case.text) if twice else None,
        )
        answer = clear(question, cases.registry, packs, now=cases.now or started)
        rules = tuple(dict.fromkeys(reason.rule for reason in answer.reasons))
        judged.append(Judged(case, answer.verdict, rules, number % HELD_OUT == 0))
    return tuple(judged)


def judge_everything(*, twice: bool = False) -> tuple[Judged, ...]:
    """Return every case of every writing with the answer that it gets. Only the first writing holds anything out."""
    later = [
        Judged(one.case, one.verdict, one.rules, held_out=False)
        for writing in LATER
        for one in judge_all(FOLDER / writing.file, twice=twice)
    ]
    return (*judge_all(CASES, twice=twice), *later)


def rates(judged: Sequence[Judged]) -> tuple[float, float]:
    """Return the shares of misses and of false alarms, each over all cases."""
    return (
        sum(one.missed for one in judged) / len(judged),
        sum(one.false_alarm for one in judged) / len(judged),
    )


def page(judged: Sequence[Judged]) -> str:
    """Return the page."""
    held = [one for one in judged if one.held_out]
    tuned = [one for one in judged if not one.held_out]
    lines = [
        "# Red team",
        "",
        f"What the clearance room answers to {len(judged)} texts (`tests/clearance/redteam*.yaml`) that try to get past it, or only look as if",
        "they did, under the house rules alone. Written by `scripts/redteam.py`; run it again after a change.",
        "",
        "A **miss** is milder than every answer that a careful desk would give (an escalation where it would refuse is one, too); a **false",
        "alarm** is stricter.",
        "",
        "## At first sight",
        "",
        "How the rules do on texts that they were not made for. Each of these files was written after the rules had been tuned on the ones",
        "before it, with the wish to get past them, and answered once; then they were tuned on it as well. A stranger's texts will find",
        "something, too: expect this page's figures here, not those below.",
        "",
        "| file | cases | misses | false alarms |",
        "|---|---|---|---|",
        *(
            f"| `{one.file}` | {one.cases} | {one.missed} ({one.missed / one.cases:.1%}) | {one.false_alarms} ({one.false_alarms / one.cases:.1%}) |"
            for one in LATER
        ),
        "",
        "## Now",
        "",
        "Every fifth text of the first file is held out: the rules were not tuned on it. The same hand wrote it on the same day as the others, so it",
        "flatters; one false alarm that this page once listed among them was put right.",
        "",
        "| | cases | misses | false alarms |",
        "|---|---|---|---|",
        _row("tuned on", tuned),
        _row("held out", held),
        _row("**all**", judged),
        "",
        "| class | cases | misses | false alarms | of them held out (cases, misses, false alarms) |",
        "|---|---|---|---|---|",
    ]
    for group in dict.fromkeys(one.case.group for one in judged):
        some = [one for one in judged if one.case.group == group]
        apart = [one for one in some if one.held_out]
        lines.append(
            f"| {group.replace('_', ' ')} | {len(some)} | {sum(one.missed for one in some)} | {sum(one.false_alarm for one in some)} "
            f"| {len(apart)}, {sum(one.missed for one in apart)}, {sum(one.false_alarm for one in apart)} |"
        )
    lines += ["", "## Misses", "", *_listed([one for one in judged if one.missed])]
    lines += ["", "## False alarms", "", *_listed([one for one in judged if one.false_alarm])]
    return "\n".join(lines) + "\n"


HOW = f"{SPACY} and {MODELS[0].install}"
"""What has to be installed for the second reading."""

SECOND = "\n## With the second reading\n"
"""Where the part of the page begins that needs the model. Without it, what was written last stays."""


def second_page(judged: Sequence[Judged]) -> str:
    """Return what the second reading of names changes, as the last part of the page.

    Args:
        judged: Every case of the writings, read once.
    """
    model = installed()
    if model is None:
        raise SystemExit("The second reading is not installed (docs/names.md).")
    once = judge_all(STRANGERS)
    warm = second_reading("")
    reader = warm.reader if warm else ""
    started = time.perf_counter()
    for one in (*judged, *once):
        second_reading(one.case.text)
    each_ms = (time.perf_counter() - started) / (len(judged) + len(once)) * 1000
    twice, everything = judge_all(STRANGERS, twice=True), judge_everything(twice=True)
    half = FIRST_HALF
    stricter = [after for before, after in zip(judged, everything, strict=True) if before.verdict is not after.verdict]
    lines = [
        SECOND.rstrip(),
        "",
        f"[The second reading](names.md#a-second-reading) by `{reader}` is no part of the default install, and nothing above was",
        "read by it. `second_reading.yaml` holds people whom no list knows, most of them in small letters, which the lists alone answer badly, and as many",
        "texts about things. Its second half was written after the reading's rules were tuned on the first; the model was chosen knowing both.",
        "",
        "| | cases | misses, lists alone | misses, with it | false alarms, lists alone | false alarms, with it |",
        "|---|---|---|---|---|---|",
        _both("`second_reading.yaml`, first half", once[:half], twice[:half]),
        _both("`second_reading.yaml`, second half", once[half:], twice[half:]),
        _both("the texts above", judged, everything),
        "",
        f"Of the {len(judged)} texts above, {len(stricter)} got another answer, each a stricter one; for the rest of these a careful desk might ask, too. The model itself",
        "fires far more often, on places, makes and invented people: what the lists know is taken out first, and they were made with these texts in",
        f"view, so expect more elsewhere. A text takes {each_ms:.0f} ms more on one core of a small virtual machine.",
        "",
        "False alarms:",
        "",
        *_listed([one for one in (*twice, *everything) if one.false_alarm]),
        "",
        "Still missed in `second_reading.yaml`:",
        "",
        *(f"- `{one.case.text!r}`" for one in twice if one.missed),
    ]
    return "\n".join(lines) + "\n"


def _both(name: str, once: Sequence[Judged], twice: Sequence[Judged]) -> str:
    missed = " | ".join(str(sum(one.missed for one in some)) for some in (once, twice))
    alarms = " | ".join(str(sum(one.false_alarm for one in some)) for some in (once, twice))
    return f"| {name} | {len(once)} | {missed} | {alarms} |"


def _row(name: str, some: Sequence[Judged]) -> str:
    missed, alarms = sum(one.missed for one in some), sum(one.false_alarm for one in some)
    return f"| {name} | {len(some)} | {missed} ({missed / len(some):.1%}) | {alarms} ({alarms / len(some):.1%}) |"


def _listed(some: Sequence[Judged]) -> list[str]:
    if not some:
        return ["None."]
    return [
        f"- `{one.case.text!r}`: {one.verdict}, expected {' or '.join(one.case.expected)} ({one.case.why})"
        f"{'; held out' if one.held_out else ''}. Rules that spoke: {', '.join(one.rules) or 'none'}."
        for one in some
    ]


def main() -> None:
    """Write the page, or print what is wrong in the tuned part."""
    judged = judge_everything()
    if "--tuned" in sys.argv:
        tuned = [one for one in judged if not one.held_out]
        print("\n".join(_listed([one for one in tuned if one.missed or one.false_alarm])))
        print("misses and false alarms, tuned part: {:.1%}, {:.1%}".format(*rates(tuned)))
        return
    kept = PAGE.read_text(encoding="utf-8").partition(SECOND)
    second = second_page(judged) if installed() else kept[1] + kept[2]
    PAGE.write_text(page(judged) + second, encoding="utf-8")


if __name__ == "__main__":
    main()
