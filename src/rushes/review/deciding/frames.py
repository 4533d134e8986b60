"""What a decision is bound to: a take's record, and every file of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from rushes.canonical import sha256_of, sha256_of_file
from rushes.engines import Take, TakeFile
from rushes.errors import CheckFailedError

AT_A_TIME = 2
"""Files that are hashed at a time: the disk is the slower part."""


def frames_sha256(take: Take) -> str:
    """Return one SHA-256 over all of a take's files but its manifests: of the list of path and SHA-256, in the paths' order."""
    return sha256_of([[file.path, file.sha256] for file in _frames(take)])


def check_frames(take: Take) -> None:
    """Read every file of a take and stop unless each is the one that its record lists.

    Raises:
        CheckFailedError: One is missing or another.
    """
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for file, same in pool.map(lambda file: (file, _is_same(take, file)), _frames(take)):
            if not same:
                raise CheckFailedError(
                    f"{take.stem}: {file.path} is not the file that was sealed, so nothing is decided about it. "
                    f"`rushes verify {take.folder}` says what was changed; bring the true file back, or make a new version."
                )


def _frames(take: Take) -> list[TakeFile]:
    return sorted((file for file in take.files if file.role != "manifest"), key=lambda file: file.path)


def _is_same(take: Take, file: TakeFile) -> bool:
    try:
        return sha256_of_file(take.folder / file.path) == file.sha256
    except OSError:
        return False
