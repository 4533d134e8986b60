"""The register as PDF/A-2b: A4 across, made by typst from one template; also as pictures of its sheets."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from rushes.errors import BadInputError

_TEMPLATE = "register.typ"


def register_pdf(pack: Mapping[str, Any]) -> bytes:
    """Return the register as PDF: fonts inside, nothing from a network; equal packs are equal files.

    Raises:
        BadInputError: It can't be laid out.
    """
    return _compiled(pack, "pdf")[0]


def register_sheets(pack: Mapping[str, Any], *, dpi: float = 96) -> list[bytes]:
    """Return a PNG of each sheet.

    Raises:
        BadInputError: It can't be laid out.
    """
    return _compiled(pack, "png", dpi)


def _compiled(pack: Mapping[str, Any], form: Literal["pdf", "png"], dpi: float = 96) -> list[bytes]:
    import typst

    template = resources.files("rushes.delivery.disclosure_pack").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="rushes-disclosure-") as name:
        folder = Path(name)
        (folder / "pack.json").write_text(json.dumps(pack), encoding="utf-8")
        (folder / _TEMPLATE).write_text(template, encoding="utf-8")
        try:
            made = typst.compile(
                folder / _TEMPLATE,
                root=folder,
                format=form,
                ppi=dpi,
                pdf_standards=["a-2b"] if form == "pdf" else [],
                timestamp=0,
            )
        except typst.TypstError as error:
            raise BadInputError(f"The register of {pack['show']} can't be laid out ({error.message}).") from error
    return [made] if isinstance(made, bytes) else list(made or ())
