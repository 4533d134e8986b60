"""The page of the benchmarks, written from their files and their results."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from measuring.command import read_results

BENCHMARKS = Path(__file__).resolve().parent.parent

INTRODUCTION = """# Benchmarks

Written from `benchmarks/results/` by `make bench` (the quick forms) and `FULL=1 make bench` (what the limits are promised
for: over an hour on two quiet cores). Each is one file that runs alone: `python benchmarks/startup.py`, with `--full`
and `--json`. Both sides are measured in one run on one machine; less is better; the limit is the most that our side may
be. Figures of different benchmarks may come from different days: each says its machine and its versions.
"""


def names() -> list[str]:
    """Return every benchmark by name: the files of this folder's parent."""
    return sorted(path.stem for path in BENCHMARKS.glob("*.py"))


def page(results: Path) -> str:
    """Return ``docs/benchmarks.md`` as it follows from a folder of results."""
    measured = {name: read_results(results / f"{name}.json") for name in names()}
    return "\n".join([INTRODUCTION, _summary(measured), *(_section(name, measured[name]) for name in names())])


def _summary(measured: Mapping[str, Mapping[str, Any]]) -> str:
    lines = ["| benchmark | form | ours | other | ratio | limit | unit | within |", "|---|---|--:|--:|--:|--:|---|---|"]
    for name, forms in measured.items():
        link = f"[{name}](#{name})"
        lines += [
            f"| {link} | {form} | {_figures(forms[form])} |"
            if form in forms
            else f"| {link} | {form} | not measured yet | | | | | |"
            for form in ("full", "quick")
        ]
    return "\n".join(lines) + "\n"


def _figures(result: Mapping[str, Any]) -> str:
    numbers = " | ".join(f"{result[key]:g}" for key in ("ours", "other", "ratio", "limit"))
    return f"{numbers} | {result['unit']} | {'yes' if result['pass'] else '**no**'}"


def _section(name: str, forms: Mapping[str, Any]) -> str:
    parts = [f"## {name}\n", f"{_docstring(name)}\n"]
    parts.extend(_measured(form, forms[form]) for form in ("full", "quick") if form in forms)
    return "\n".join(parts)


def _docstring(name: str) -> str:
    source = (BENCHMARKS / f"{name}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def _measured(form: str, result: Mapping[str, Any]) -> str:
    """Say one form's figures with everything that belongs to them."""
    unit = result["unit"]
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    lines = [
        f"**{form.capitalize()} form**\n",
        f"- ours: {result['ours']:g} {unit}, {result['ours_is']}",
        f"- other: {result['other']:g} {unit}, {result['other_is']}",
        f"- ratio: {result['ratio']:g}",
        f"- limit: {result['limit']:g} {unit}, {result['limit_is']}: {'held' if result['pass'] else '**missed**'}",
        *(f"- {note}" for note in result["notes"]),
        f"- machine: {result['machine']}, {result['memory_gib']} GiB, load {result['load']} when it began",
        f"- versions: {versions}",
    ]
    return "\n".join(lines) + "\n"
