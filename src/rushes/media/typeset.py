"""Sheets set by typst from a template and what it is filled with: PDF/A, or a picture of each sheet."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from rushes.errors import BadInputError


def typeset(
    template: str, files: Mapping[str, bytes], form: Literal["pdf", "png"], *, dpi: float = 96, name: str
) -> list[bytes]:
    """Return a document as one PDF/A-2b, with fonts inside and the same bytes for the same content, or a PNG of each sheet.

    Args:
        template: In typst's language.
        files: What it reads, by name.
        form: Which of both.
        dpi: Dots per inch of a picture.
        name: What is set, for the sentence: ``The register of DEMO``.

    Raises:
        BadInputError: It can't be laid out.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="rushes-typeset-") as place:
        folder = Path(place)
        for file, held in files.items():
            (folder / file).write_bytes(held)
        page = folder / "page.typ"
        page.write_text(template, encoding="utf-8")
        try:
            made = typst.compile(
                page,
                root=folder,
                format=form,
                ppi=dpi,
                pdf_standards=["a-2b"] if form == "pdf" else [],
                timestamp=0,
            )
        except typst.TypstError as error:
            raise BadInputError(f"{name} can't be laid out ({error.message}).") from error
    return [made] if isinstance(made, bytes) else list(made or ())
