"""The sealed takes of a show, for whoever reports on all of them."""

from __future__ import annotations

from collections.abc import Iterator

from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.show import Show


def sealed_takes(show: Show) -> Iterator[Take | str]:
    """Yield every take of a show in the order of shots and versions; a sentence for a record that can't be read."""
    if not show.shots.is_dir():
        return
    for folder in sorted(path for path in show.shots.iterdir() if path.is_dir()):
        try:
            versions = show.versions(folder.name)
        except BadInputError:
            continue
        for version in versions:
            record = show.version_folder(folder.name, version) / "take.json"
            try:
                yield Take.load(record)
            except BadInputError as error:
                yield f"{error} What it rests on can't be told."
