"""What hosted services ask for a second, and what they can be asked: a table with sources and days, and what of it a brief's finish comes to."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.engines.finishers.coming_back import STRETCHED
from rushes.engines.finishers.families import WORDS
from rushes.engines.finishers.held import held_by
from rushes.errors import BadInputError

Side = Annotated[str, Field(pattern=r"^\d+x\d+$")]


class Service(BaseModel):
    """A model that runs at its vendor's.

    Attributes:
        method: By whose package it is asked.
        model: What its vendor calls it; empty for whatever isn't in the table.
        usd_per_second: What a second of it costs [USD]; None where nobody says.
        seconds: The lengths that it draws [s].
        sizes: The sizes that it draws [px].
        takes, needs: What it can be held by, and what of it it can't do without.
        gone: The day on which it was shut down at its vendor's; None while it runs.
        evidence: Whether the price was read at its vendor's, or quoted by others.
        read: When.
        source: Where, in words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Literal["veo", "runway", "openai"]
    model: str = ""
    usd_per_second: Annotated[float, Field(gt=0)] | None = None
    seconds: tuple[int, ...]
    sizes: tuple[Side, ...]
    takes: frozenset[str]
    needs: frozenset[str] = frozenset()
    gone: date | None = None
    evidence: Literal["vendor", "quoted", "brief"] = "brief"
    read: date | None = None
    source: str = "the brief"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a clip's finish comes to at a service.

    Attributes:
        service: Which.
        seconds: How long what it draws is [s]: the next of its lengths.
        size: Width and height of what it draws [px].
        usd: What that costs, at the most.
    """

    service: Service
    seconds: int
    size: tuple[int, int]
    usd: float

    @property
    def words(self) -> str:
        """The price in a sentence, with where it comes from."""
        one = self.service
        how = {"vendor": "its vendor's page", "quoted": "others who quote its vendor's page", "brief": "the brief"}
        when = f", {one.read:%d %B %Y}" if one.read else ""
        return f"{one.model} draws {self.seconds} s for {self.usd:.2f} USD ({one.usd_per_second:g} a second by {how[one.evidence]}{when})"


@dataclass(frozen=True, slots=True)
class Access:
    """How a vendor's package is reached.

    Attributes:
        package: What it is imported as.
        keys: Variables of the environment that may hold the key, the first that does.
        address: The variable that may hold another address than the vendor's.
        vendor: Who.
    """

    package: str
    keys: tuple[str, ...]
    address: str
    vendor: str


ACCESS: Final[Mapping[str, Access]] = {
    "veo": Access("google.genai", ("GOOGLE_API_KEY",), "GOOGLE_VERTEX_BASE_URL", "Google"),
    "runway": Access("runwayml", ("RUNWAYML_API_SECRET",), "RUNWAYML_BASE_URL", "Runway"),
    "openai": Access("openai", ("OPENAI_API_KEY",), "OPENAI_BASE_URL", "OpenAI"),
}


_UNSAID: Final = {"usd_per_second": None, "evidence": "brief", "read": None, "source": "the brief"}
"""A price that the table doesn't say."""


@cache
def table() -> tuple[tuple[Service, ...], tuple[Service, ...]]:
    """Return the services of the table, and how models are asked that aren't in it."""
    document = yaml.safe_load(files(__package__).joinpath("services.yaml").read_text(encoding="utf-8"))
    known, others = ([Service.model_validate(row) for row in document[name]] for name in ("services", "others"))
    return tuple(known), tuple(others)


def takes_of(finish: Finish) -> frozenset[str]:
    """Return what a hosted model can be held by."""
    return service_at(finish.method, finish.hosted).takes


def sent_by(brief: Brief) -> tuple[str, ...]:
    """Return what of a brief's work leaves the house, in the words of ``Question.sent``; nothing where no vendor is asked."""
    finish = brief.finish
    if not (finish.is_asked and finish.is_hosted):
        return ()
    return ("words", *sorted(held_by(takes_of(finish), finish)))


def service_at(method: str, model: str) -> Service:
    """Return a service by its name: what it can be asked, whatever it costs."""
    known, others = table()
    found = next((one for one in known if (one.method, one.model) == (method, model)), None)
    usual = next(one for one in others if one.method == method)
    return found or usual.model_copy(update={"model": model})


def service_of(finish: Finish) -> Service:
    """Return the service that a finish asks, at the price that it names or the table's.

    Raises:
        BadInputError: Nobody says what it costs, or its vendor shut it down.
    """
    known, _ = table()
    found = service_at(finish.method, finish.hosted)
    own = os.environ.get(ACCESS[finish.method].address, "")
    if found.gone is not None and not own:
        raise BadInputError(
            f"{found.model} was shut down by its vendor on {found.gone:%d %B %Y}. Name another model as finish.hosted, or where a server stands that speaks the same "
            f"language: {ACCESS[finish.method].address}."
        )
    if own:  # at another address another price holds
        found = found.model_copy(update=_UNSAID)
    if finish.usd_per_second is not None:
        found = found.model_copy(update={**_UNSAID, "usd_per_second": finish.usd_per_second})
    if found.usd_per_second is None:
        where = f" at {own}" if own else ""
        listed = ", ".join(one.model for one in known if one.method == finish.method and one.gone is None)
        raise BadInputError(
            f"Nobody says what a second of {finish.hosted}{where} costs, and nothing is asked before that is known. Write it as finish.usd_per_second"
            + (f", or take one of {listed}." if listed and not own else ".")
        )
    return found


def offer_for(finish: Finish, seconds: float, size: tuple[int, int]) -> Offer:
    """Return what a clip's finish comes to.

    Args:
        finish: The brief's part.
        seconds: How long the clip is [s].
        size: Its width and height [px].

    Raises:
        BadInputError: It is longer than the service draws, or of another shape; or as ``service_of``.
    """
    service = service_of(finish)
    length = next((one for one in sorted(service.seconds) if one >= seconds - 1e-6), None)
    if length is None:
        raise BadInputError(
            f"{service.model} draws {max(service.seconds)} s at the most, and the clip has {seconds:g}. Make it shorter, or in two shots of their own."
        )
    sizes = [(int(wide), int(high)) for wide, high in (one.split("x") for one in service.sizes)]
    fits = [one for one in sizes if abs(one[0] / one[1] * size[1] / size[0] - 1) <= STRETCHED]
    if not fits:
        raise BadInputError(
            f"{service.model} draws {', '.join(service.sizes)}, and the clip is {size[0]}x{size[1]}: it would be stretched. Choose another clip.aspect, or another model."
        )
    assert service.usd_per_second is not None  # noqa: S101 - service_of saw to it
    return Offer(service, length, fits[0], math.ceil(length * service.usd_per_second * 100 - 1e-6) / 100)


def check(finish: Finish, held: frozenset[str], offer: Offer) -> None:
    """Stop at what can't be asked, before anything is made: what holds it, the package, the key, the price.

    Raises:
        BadInputError: It can't; the sentence says what to do.
    """
    service, access = offer.service, ACCESS[finish.method]
    if too_much := sorted(held - service.takes):
        raise BadInputError(
            f"{service.model} can't be held by {WORDS[too_much[0]]}, and would leave it out in silence. Take it out of finish.hold, or bring a model that can: "
            "finish.method diffusers or comfyui."
        )
    if missing := sorted(service.needs - held):
        raise BadInputError(f"{service.model} draws after {WORDS[missing[0]]}. Write finish.hold: [{missing[0]}].")
    if "references" in held and held & {"first", "last"} and finish.method == "veo":
        raise BadInputError(
            f"{service.model} takes reference pictures or a first and last one, not both. Write finish.hold: [references], or leave the references out."
        )
    if find_spec(access.package.partition(".")[0]) is None or _missing(access.package):
        raise BadInputError(
            f"{access.vendor} can't be asked here: {access.package} is not installed. Run: pip install 'rushes[hosted]', or leave the finish out."
        )
    key_of(finish.method)
    if finish.budget_usd is None:
        raise BadInputError(
            f"{offer.words}, and nobody said yes to that. Write finish.budget_usd: {offer.usd:.2f}, or make it with --yes."
        )
    if offer.usd > finish.budget_usd + 1e-9:
        raise BadInputError(
            f"{offer.words}, and finish.budget_usd is {finish.budget_usd:.2f}. Raise it, make the clip shorter, or take a cheaper model."
        )


def _missing(package: str) -> bool:
    try:
        return find_spec(package) is None
    except ModuleNotFoundError:
        return True


def key_of(method: str) -> str:
    """Return a vendor's key. It is read from the environment alone, and written nowhere.

    Raises:
        BadInputError: There is none.
    """
    access = ACCESS[method]
    found = next((key for name in access.keys if (key := os.environ.get(name, "").strip())), "")
    if not found:
        raise BadInputError(
            f"{access.vendor} asks for a key, and the environment holds none. Set {' or '.join(access.keys)}, as your vendor gave it to you; never write it into a brief."
        )
    return found
