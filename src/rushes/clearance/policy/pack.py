"""Policy packs: a file of Cedar policies beside one table of what they mean and where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import ValidationError

from rushes.clearance.policy.rule import NotJudged, Rule
from rushes.clearance.verdict import Verdict
from rushes.errors import BadInputError

HOUSE = "house"
"""The pack that is in force on every show, whoever names it or not; it alone holds permits."""

BUILT_IN = (
    HOUSE,
    "netflix-2025-11",
    "sag-aftra-2023",
    "sag-aftra-2026",
    "california-927",
    "eu-ai-act-50",
    "new-york-396b",
    "no-fakes-draft",
    "model-cards",
)
"""The packs that come with Rushes, in the order in which they are listed."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same safe loader, ten times as fast where libyaml is built in."""

_INHERITED = ("source", "evidence", "confirmed", "effective_from", "effective_to", "answers", "deciders")
"""What a rule takes from its pack when its own row does not say."""


@dataclass(frozen=True)
class Pack:
    """A set of rules that a show can name.

    Attributes:
        name: As ``show.yaml`` names it.
        title: For people.
        about: What it rests on, and what is not known of it.
        rules: By id, in the table's order.
        cedar: The policies.
        not_judged: What its sources ask for and no machine here judges.
    """

    name: str
    title: str
    about: str
    rules: Mapping[str, Rule]
    cedar: str
    not_judged: tuple[NotJudged, ...] = ()

    @property
    def confirmed(self) -> int:
        """How many of its rules were read in a primary source."""
        return sum(rule.confirmed for rule in self.rules.values())


def read_pack(name: str, cedar: str, table: str) -> Pack:
    """Return a pack from the text of its policies and of its table (YAML), whole or not at all.

    Args:
        name: What shows call it; its rules' ids begin with it.
        cedar: Policies, each with an ``@id``.
        table: ``title``, ``about``, ``source``, ``rules`` by id and ``not_judged``; a rule takes what it leaves out from the top.

    Raises:
        BadInputError: The two do not fit each other, the policies do not fit the schema, or a pack other than the house permits.
    """
    try:
        fields = yaml.load(table, Loader=_LOADER)  # noqa: S506 - both loaders are safe ones
        rules = {row: _rule(name, row, fields, entry) for row, entry in fields["rules"].items()}
        pack = Pack(
            name=name,
            title=str(fields["title"]),
            about=str(fields["about"]),
            rules=rules,
            cedar=cedar,
            not_judged=tuple(NotJudged(**entry) for entry in fields.get("not_judged", ())),
        )
    except (yaml.YAMLError, ValidationError, KeyError, TypeError, AttributeError) as error:
        where = "; ".join(str(error).splitlines()[:3])
        raise BadInputError(f'The table of the policy pack "{name}" is not whole ({where}). Correct it.') from error
    _check(pack)
    if name not in BUILT_IN:  # ours are validated by a test, so that no verdict waits for it
        _validate(pack)
    return pack


def _rule(pack: str, row: str, fields: Mapping[str, Any], entry: Mapping[str, Any]) -> Rule:
    inherited = {key: fields[key] for key in _INHERITED if key in fields}
    waivable = entry.get("waivable", entry["outcome"] == "escalate")
    unanswered = {} if waivable else {"answers": (), "deciders": ()}
    return Rule(id=row, pack=pack, **{**inherited, **entry, **unanswered, "waivable": waivable})


def _check(pack: Pack) -> None:
    policies = policies_of(pack.cedar, pack.name)
    for rule, policy in policies.items():
        if policy["effect"] == "permit" and pack.name != HOUSE:
            raise BadInputError(
                f'The policy "{rule}" permits, and only the house permits: what a pack does not forbid is allowed by a lawful '
                "basis or not at all. Write it as a forbid."
            )
        if rule in pack.rules and (policy["effect"] == "permit") != (pack.rules[rule].outcome is Verdict.CLEARED):
            raise BadInputError(
                f'The policy "{rule}" is a {policy["effect"]}, and its table says otherwise. Correct one.'
            )
    if odd := set(policies) ^ set(pack.rules):
        raise BadInputError(
            f'The policy pack "{pack.name}" has a policy without a row in its table, or the reverse: {", ".join(sorted(odd))}.'
        )
    if strange := [rule for rule in pack.rules if not rule.startswith(f"{pack.name}/")]:
        raise BadInputError(f'The policy pack "{pack.name}" has a rule of another pack: {strange[0]}.')
    for rule, row in pack.rules.items():
        if row.outcome is not Verdict.CLEARED and _asks_decisions(policies[rule], rule) != row.waivable:
            raise BadInputError(
                f'The rule "{rule}" is {"" if row.waivable else "not "}answered by decisions, and its policy says otherwise.'
            )


def _asks_decisions(policy: Mapping[str, Any], rule: str) -> bool:
    """Return whether a policy stands down for a decision that names it."""
    asked = {"contains": {"left": {".": {"left": {"Var": "context"}, "attr": "decided"}}, "right": {"Value": rule}}}
    return {"kind": "unless", "body": asked} in policy["conditions"]


def _validate(pack: Pack) -> None:
    import cedarpy

    result = cedarpy.validate_policies(pack.cedar, schema_text())
    if not result.validation_passed:
        raise BadInputError(
            f'The policy pack "{pack.name}" does not fit the schema: {"; ".join(str(error) for error in result.errors)}'
        )


def policies_of(cedar: str, name: str) -> dict[str, dict[str, Any]]:
    """Return policies in Cedar's JSON form by their ``@id``.

    Raises:
        BadInputError: They can't be parsed, one has no id, or two have the same.
    """
    import json

    import cedarpy

    try:
        parsed = json.loads(cedarpy.policies_to_json_str(cedar))["staticPolicies"]
    except ValueError as error:
        raise BadInputError(f'The policies of the pack "{name}" can\'t be parsed: {error}') from error
    found: dict[str, dict[str, Any]] = {}
    for policy in parsed.values():
        rule = policy.get("annotations", {}).get("id")
        if not rule or rule in found:
            raise BadInputError(f'A policy of the pack "{name}" has no @id, or the same as another ({rule}).')
        found[rule] = policy
    return found


@cache
def schema_text() -> str:
    """Return the one schema of all packs."""
    return (resources.files("rushes.clearance.policy") / "rushes.cedarschema").read_text(encoding="utf-8")


@cache
def load_pack(name: str) -> Pack:
    """Return a pack: one of ours, or one that an installed plugin brings.

    Raises:
        BadInputError: There is none of that name, or it is not whole.
    """
    if name in BUILT_IN:
        folder = resources.files("rushes.clearance.policy") / "packs"
        return read_pack(
            name,
            (folder / f"{name}.cedar").read_text(encoding="utf-8"),
            (folder / f"{name}.yaml").read_text(encoding="utf-8"),
        )
    brought = installed_packs()
    if name not in brought:
        known = ", ".join((*BUILT_IN, *sorted(brought)))
        raise BadInputError(
            f'The show names the policy pack "{name}", which is not there. There are: {known}. '
            "Correct policies: in show.yaml, or install the plugin that brings it."
        )
    return brought[name]


def load_packs(names: Iterable[str]) -> tuple[Pack, ...]:
    """Return the packs that are in force on a show that names these: the house and those, each once.

    Raises:
        BadInputError: As ``load_pack``.
    """
    return tuple(load_pack(name) for name in dict.fromkeys((HOUSE, *names)))


@cache
def installed_packs() -> dict[str, Pack]:
    """Return the packs of installed plugins by name; ours are not among them.

    Raises:
        BadInputError: Two have the same name, or one has the name of ours.
    """
    import pluggy

    from rushes import hookspecs

    manager = pluggy.PluginManager("rushes")
    manager.add_hookspecs(hookspecs)
    manager.load_setuptools_entrypoints("rushes")
    found: dict[str, Pack] = {}
    for group in manager.hook.rushes_policy_packs():
        for pack in group:
            if pack.name in found or pack.name in BUILT_IN:
                raise BadInputError(f'Two policy packs are called "{pack.name}". Uninstall one of them.')
            if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", pack.name):
                raise BadInputError(
                    f'"{pack.name}" can\'t name a policy pack: use small letters, digits, dots and hyphens.'
                )
            _check(pack)
            _validate(pack)
            found[pack.name] = pack
    return found
