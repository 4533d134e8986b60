"""Who may decide what: a rule names the roles that can let it go, and a hard stop names none."""

from __future__ import annotations

from rushes.clearance.policy.pack import load_pack
from rushes.clearance.policy.rule import Rule
from rushes.errors import BadInputError

USUAL_DECIDERS = ("counsel", "client", "union")
"""Roles that may decide about a rule whose table names none: those who made the rules, or answer for them."""

_KINDS = {
    "exception": "an exception (rushes decide exception)",
    "waiver": "a waiver (rushes decide waiver)",
    "approval": "a written approval (rushes desk approve)",
}


def check_decision(rules: tuple[str, ...], *, kind: str, role: str, exception: str = "") -> None:
    """Stop unless a role may decide about rules.

    Args:
        rules: Ids such as ``netflix-2025-11/final-deliverable``.
        kind: ``exception``, ``waiver`` or ``approval``.
        role: As what somebody decides.
        exception: Which of the rule's own exceptions, for an exception.

    Raises:
        BadInputError: A rule is not known, is a hard stop, provides no such exception, or is not the role's to decide.
    """
    for name in rules:
        rule = rule_named(name)
        if not rule.waivable:
            raise BadInputError(
                f'{rule.id} is a hard stop: "{rule.text}" No {kind} answers it, whoever signs. Change the brief instead.'
            )
        if rule.answers and kind not in rule.answers:
            raise BadInputError(
                f"{rule.id} is not answered by {_KINDS[kind]}, but by {' or '.join(_KINDS[one] for one in rule.answers)}."
            )
        deciders = rule.deciders or USUAL_DECIDERS
        if role not in deciders:
            raise BadInputError(
                f"A decision about {rule.id} is not for the role {role} to make. Whoever may: {', '.join(deciders)}."
            )
        if kind == "exception" and exception not in rule.exceptions:
            known = ", ".join(rule.exceptions) or "none"
            raise BadInputError(
                f'{rule.id} provides no exception "{exception}". It provides: {known}. What the rule does not provide is a '
                "waiver, and whoever made the rule has to give it."
            )


def rule_named(name: str) -> Rule:
    """Return a rule by its id.

    Raises:
        BadInputError: There is no such pack or rule.
    """
    pack = load_pack(name.partition("/")[0])
    try:
        return pack.rules[name]
    except KeyError as error:
        raise BadInputError(
            f'There is no rule "{name}" in {pack.name}. `rushes policy show {pack.name}` lists its rules.'
        ) from error
