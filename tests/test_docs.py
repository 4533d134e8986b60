"""The pages tell the truth about the code: rooms, hooks, commands and settings are all there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from rushes import cli, hookspecs

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "rushes"
DOCS = ROOT / "docs"


def rooms() -> list[str]:
    return sorted(path.parent.name for path in SOURCE.glob("*/__init__.py") if path.parent.name != "cli")


def hooks() -> list[str]:
    return [name for name in dir(hookspecs) if name.startswith("rushes_")]


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("room", rooms())
def test_the_architecture_page_names_every_room(room: str) -> None:
    assert f"`{room}/`" in (DOCS / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_is_on_the_plugin_page_with_its_arguments(hook: str) -> None:
    signature = ", ".join(inspect.signature(getattr(hookspecs, hook)).parameters)
    assert f"{hook}({signature})" in (DOCS / "plugins.md").read_text(encoding="utf-8")


def test_the_command_reference_is_what_the_command_line_says() -> None:
    from rushes.cli.reference import command_reference

    assert (DOCS / "commands.md").read_text(encoding="utf-8") == command_reference(), "run `make docs`"


def test_the_page_of_the_policies_is_what_their_tables_say() -> None:
    from rushes.clearance.policy.reference import policy_reference

    assert (DOCS / "policies.md").read_text(encoding="utf-8") == policy_reference(), "run `make docs`"


def test_every_command_has_its_line_and_its_file() -> None:
    for name in cli.COMMANDS:
        command = cli.group.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.help, name


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_no_file_grows_past_five_hundred_lines() -> None:
    long = [
        path.relative_to(ROOT)
        for folder in ("src", "tests", "scripts", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 500
    ]
    assert not long


def test_every_environment_setting_is_documented() -> None:
    named = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r'"(RUSHES_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert {name for name in named if f"`{name}`" not in text} == set()
