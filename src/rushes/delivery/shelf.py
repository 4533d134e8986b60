"""Which profiles there are: the house's, those that plugins bring, and a show's own."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from rushes.delivery.profile import Profile, parse_profile, read_profile
from rushes.errors import BadInputError
from rushes.hookspecs import hookimpl
from rushes.show import Show

BUILT_IN = ("netflix-vfx", "broadcast-prores", "conform-exr", "festival")
"""The profiles that come with Rushes, in the order in which they are listed."""

FOLDER = "delivery"
"""A show's own profiles lie in ``SHOW/delivery/*.yaml``."""


@hookimpl
def rushes_delivery_profiles() -> list[Profile]:
    """Return the house's own profiles."""
    folder = resources.files("rushes.delivery") / "profiles"
    return [parse_profile((folder / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml") for name in BUILT_IN]


def profiles_of(show: Show, brought: dict[str, Profile]) -> dict[str, Profile]:
    """Return every profile that a show can be delivered by: its own goes before one that is brought under the same name.

    Args:
        show: Whose.
        brought: The house's and the plugins', by name.

    Raises:
        BadInputError: One of the show's own is wrong, or two of them have one name.
    """
    own: dict[str, Profile] = {}
    for path in _documents(show):
        profile = read_profile(path)
        if profile.name in own:
            raise BadInputError(f'{path}: another profile of the show is called "{profile.name}" already. Rename one.')
        own[profile.name] = profile
    return {**brought, **own}


def find_profile(name: str, known: dict[str, Profile]) -> Profile:
    """Return a profile by its name.

    Raises:
        BadInputError: There is none.
    """
    if name not in known:
        raise BadInputError(
            f'"{name}" is no delivery profile. There are: {", ".join(known)}. A show may bring its own in its folder '
            f"{FOLDER}/, as a YAML file each."
        )
    return known[name]


def _documents(show: Show) -> list[Path]:
    return sorted((show.folder / FOLDER).glob("*.yaml"))
