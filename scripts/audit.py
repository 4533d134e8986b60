"""What Rushes stands on, held against what it may stand on: licences, pins, and known holes where somebody can be asked. Run by ``make audit``.

Licences and pins are checked by what is installed, without a network. Known holes are looked up by pip-audit, which needs its service: without a
network this says so, and says nothing about holes.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]

ALLOWED: Final = re.compile(
    r"(MIT|MIT-0|MIT-CMU|MIT License|0BSD|BSD|BSD License|3-Clause BSD License|BSD-[23]-Clause|Apache|Apache-2\.0|Apache 2\.0|Apache 2\.0 License|"
    r"Apache Software License|Apache-2\.0 WITH LLVM-exception|ISC|ISC License \(ISCL\)|zlib|zlib/libpng License|PSF-2\.0|CNRI-Python|"
    r"Python Software Foundation License|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|BSL-1\.0|DFSG approved|LGPL-3\.0-only|LGPL-3\.0-or-later)"
)
"""Licences that anything may be under: they ask for a notice, or (MPL, LGPL) for changes to the library itself, which is used as it comes."""

NAMED: Final[Mapping[str, tuple[str, str]]] = {
    "bpy": (
        "GPL-3.0",
        "only src/rushes/blender imports it, which is GPL-3.0-or-later itself and runs as a program of its own",
    ),
    "rushes": ("Apache-2.0 AND GPL-3.0-or-later", "this is it"),
    "usd-core": (
        "LicenseRef-TOST-1.0",
        "Tomorrow Open Source Technology Licence 1.0: Apache-2.0 without its trademark clause",
    ),
    "openexr": ("", "BSD-3-Clause, by its licence file"),
    "opencolorio": ("Copyright Contributors to the OpenColorIO Project.", "BSD-3-Clause, by its licence file"),
    "atheris": ("", "Apache-2.0, by its repository; fuzzing only"),
    "cedarpy": ("", "Apache-2.0, by its repository"),
    "pyworld-prebuilt": ("", "MIT, by its repository; the voice extra only"),
}
"""What is under another licence or says none, read by a person: exactly what it says, and why it may be here. Anything else that it said would be new."""

OURS: Final = frozenset({"rushes", "pip", "setuptools", "wheel"})
"""What no pin holds: this, and what installs."""


def plain(name: str) -> str:
    """Return a package's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(package: importlib.metadata.Distribution) -> str:
    """Return what a package says of its licence: its expression, else its classifiers, else its first words."""
    said = package.metadata
    classed = [one.rpartition("::")[2].strip() for one in said.get_all("Classifier", []) if one.startswith("License")]
    return (
        said.get("License-Expression") or "; ".join(classed) or (said.get("License") or "").strip().partition("\n")[0]
    )


def is_allowed(licence: str) -> bool:
    """Return whether every licence that a text joins by AND is allowed, and one of those that it joins by OR."""
    return bool(licence) and all(
        any(ALLOWED.fullmatch(one.strip(" ()")) or ALLOWED.fullmatch(one.strip()) for one in re.split(r" OR ", part))
        for part in re.split(r" AND |; ", licence)
    )


def licences(packages: Mapping[str, importlib.metadata.Distribution]) -> Iterator[str]:
    """Yield a sentence for each package under a licence that is not allowed."""
    for name, package in sorted(packages.items()):
        said = licence_of(package)
        if name in NAMED:
            if said != NAMED[name][0]:
                yield f'{name} {package.version} says "{said}" and said "{NAMED[name][0]}" when it was looked at. Look again.'
        elif not is_allowed(said):
            yield f'{name} {package.version} is under "{said or "no licence that it names"}", which nobody has allowed.'


def pins(text: str) -> dict[str, str]:
    """Return what ``constraints.txt`` pins, by name."""
    rows = (line.partition("#")[0].strip().partition("==") for line in text.splitlines())
    return {plain(name.partition("[")[0]): version.partition(";")[0].strip() for name, _, version in rows if version}


def pinned(packages: Mapping[str, importlib.metadata.Distribution], held: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each package that is not pinned, or installed in another version."""
    for name, package in sorted(packages.items()):
        if name in OURS:
            continue
        if name not in held:
            yield f"{name} {package.version} is installed and not pinned. Pin it in constraints.txt, or take it away."
        elif package.version.partition("+")[0] != held[name]:
            yield f"{name} is pinned at {held[name]}, and {package.version} is installed. Install it again."


def holes(held: Mapping[str, str]) -> tuple[bool, str]:
    """Ask pip-audit's service about everything that is pinned.

    Returns:
        Whether it may go on, and a sentence: what is known, or that nobody could be asked.
    """
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "pinned.txt"
        asked.write_text("".join(f"{name}=={version}\n" for name, version in held.items()), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off", "--timeout", "15", "-r", str(asked)],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
    if done.returncode == 0:
        return True, "No known hole in what is pinned, says pip-audit."
    if "Found " in done.stderr:
        return False, f"pip-audit knows holes:\n{done.stdout}"
    why = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    return True, f"Known holes were not looked up: the service that knows them was not reached ({why[:160]})."


def main() -> int:
    """Say what is wrong; 0 when nothing is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offline", action="store_true", help="don't ask anybody about known holes")
    asked = parser.parse_args()
    packages = {plain(one.name): one for one in importlib.metadata.distributions()}
    held = pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    wrong = [*licences(packages), *pinned(packages, held)]
    going_on, said = (True, "Known holes were not looked up: --offline.") if asked.offline else holes(held)
    for line in (*wrong, said):
        print(line)
    print(f"{len(packages)} packages installed, {len(held)} pinned, {len(wrong)} things to mend.")
    return 0 if going_on and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
