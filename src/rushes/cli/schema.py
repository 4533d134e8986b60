"""``rushes schema``: the JSON Schema of a brief."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) that a brief's YAML follows."""
    from rushes.brief import brief_schema

    click.echo(json.dumps(brief_schema(), indent=2, ensure_ascii=False))
