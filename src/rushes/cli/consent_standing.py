"""``rushes consent revoke | suspend | resume | check``: taking consents back, and asking what they cover now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.on_record import change_on_record
from rushes.cli.options import json_option, show_option
from rushes.cli.signing_key import key_options, signer_of

if TYPE_CHECKING:
    from datetime import datetime

    from rushes.clearance.records.performer import Performer
    from rushes.clearance.records.registry import Held, Registry
    from rushes.show import Show

DONE = {
    "revoke": "is revoked, for good. The next step of any work under it does not run; what was authorised before stays.",
    "suspend": "is suspended. The next step of any work under it does not run until it is resumed.",
    "resume": "is no longer suspended by this key.",
}
"""What each act comes to."""


@click.command("revoke")
@click.argument("consent")
@key_options
@click.option("--yes", is_flag=True, help="Don't ask: it can't be undone.")
@show_option
@json_option
def revoke(consent: str, yes: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Revoke CONSENT for good, with the key that signed it or one that it names as a revoker."""
    from rushes.errors import BadInputError

    if not yes and click.prompt(
        "A revocation can't be undone. If you mean it, type yes", default="no", show_default=False, err=True
    ).strip().casefold() != "yes":  # fmt: skip
        raise BadInputError("Nothing was revoked. To let it rest for a while: rushes consent suspend.")
    _change("revoke", consent, **asked)


@click.command("suspend")
@click.argument("consent")
@key_options
@show_option
@json_option
def suspend(consent: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Suspend CONSENT: it rests until the same key resumes it."""
    _change("suspend", consent, **asked)


@click.command("resume")
@click.argument("consent")
@key_options
@show_option
@json_option
def resume(consent: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Resume CONSENT with the key that suspended it."""
    _change("resume", consent, **asked)


@click.command("check")
@click.argument("consent")
@click.option("--brief", "brief_path", type=click.Path(path_type=Path), help="Test every clause against this brief.")
@show_option
@json_option
def check(consent: str, brief_path: Path | None, show_folder: Path, as_json: bool) -> int:
    """Say whether CONSENT (an id, a file or a draft) counts now; with --brief, whether each clause covers it.

    It asks about this one consent. Whether a brief may be made is for `rushes clear`, which knows every rule.
    """
    from datetime import UTC, datetime

    from rushes.cli.register import registry_of
    from rushes.show import Show

    show = Show.load(show_folder)
    now = datetime.now(UTC)
    registry = registry_of(show, now)
    held, performer = _held(consent, show, registry, now)
    click.echo(f"{held.consent.id} of {held.consent.performer}, for {held.consent.production}")
    words = f" ({held.standing.words})" if held.standing.words else ""
    click.echo(f"  Stands       {held.standing.state}{words}")
    in_time = held.consent.in_time(now)
    click.echo(
        f"  Valid        {'now' if in_time else 'not now'}: {held.consent.valid_from.date()} to {held.consent.valid_to.date()}"
    )
    click.echo(
        f"  Allows       {', '.join(held.consent.actions)} in {', '.join(held.consent.kinds)}, shots {', '.join(held.consent.shots)}"
    )
    if brief_path is None:
        covers = in_time and held.standing.state == "in_force"
        if as_json:
            print_json(
                {"consent": held.consent.id, "standing": held.standing.state, "in_time": in_time, "covers": covers}
            )
        return 0 if covers else 3
    found = _clauses(held, performer, brief_path, show, registry, now)
    for action, gaps in found.items():
        click.echo(f"\n  {action}: {'covered' if not gaps else 'not covered'}")
        for gap in gaps:
            click.echo(f"    {gap['field']}: required {gap['required']}; found {gap['found']}")
            click.echo(f"      to clear it: {gap['remedy']}")
    covers = not any(found.values())
    if as_json:
        print_json({"consent": held.consent.id, "covers": covers, "actions": found})
    return 0 if covers else 3


def _change(
    act: str,
    consent: str,
    *,
    show_folder: Path,
    key_file: Path | None,
    passphrase_file: Path | None,
    signer_name: str | None,
    as_json: bool,
) -> None:
    from datetime import UTC, datetime

    from rushes.clearance.records import signing
    from rushes.clearance.records.filing import find_consent, newest_lists, publish_change, read_consent
    from rushes.cli.register import keeps_ledger
    from rushes.provenance.known import floors
    from rushes.show import Show

    show = Show.load(show_folder)
    signed = read_consent(find_consent(show.consents, consent))
    signer = signer_of(key_file, passphrase_file, signer_name)
    now = datetime.now(UTC).replace(microsecond=0)
    seen = floors(show.ledger) if keeps_ledger(show) else {}
    lists = newest_lists(show.consents, signed.consent, signer, now=now, floors=seen)
    changed = publish_change(show.consents, getattr(signing, act)(signed, lists, signer, at=now), signer)
    change_on_record(show, act, signed, changed)
    click.echo(f"{signed.consent.id} {DONE[act]}")
    click.echo(f"Status list  {changed.id}, issue {changed.sequence}")
    if as_json:
        print_json({"consent": signed.consent.id, "done": act, "list": changed.id, "sequence": changed.sequence})


def _held(consent: str, show: Show, registry: Registry, now: datetime) -> tuple[Held, Performer]:
    """Return a consent with its standing; a draft's is ``unsigned``."""
    from rushes.clearance.records.drafting import draft_of
    from rushes.clearance.records.filing import find_consent, read_consent
    from rushes.clearance.records.registry import Held, Standing
    from rushes.errors import BadInputError
    from rushes.show import read_document

    if consent.endswith((".yaml", ".yml")):
        name = Path(consent)
        path = name if name.exists() or name.parent != Path() else show.consents / consent
        held = Held(draft_of(read_document(path), now=now, name=path.name), "", Standing("unsigned"), path.name)
    else:
        path = find_consent(show.consents, consent)
        signed = read_consent(path)
        found = next((one for one in registry.consents if one.consent.id == signed.consent.id), None)
        if found is None:
            why = next(
                (one for one in registry.problems if path.name in one), f"{path.name} is not in this show's folder."
            )
            raise BadInputError(why)
        held = found
    if held.consent.performer not in registry.performers:
        raise BadInputError(f"The performer {held.consent.performer} is not enrolled: `rushes performer enrol`.")
    return held, registry.performers[held.consent.performer]


def _clauses(
    held: Held, performer: Performer, brief_path: Path, show: Show, registry: Registry, now: datetime
) -> dict[str, list[dict[str, str]]]:
    """Return the clauses that do not cover a brief, by action."""
    from rushes.brief import read_brief
    from rushes.clearance.records.coverage import gaps
    from rushes.judgement import question_about

    question = question_about(read_brief(brief_path, rate=show.rate), show, registry)
    return {
        str(action): [gap.model_dump() for gap in gaps(held, performer, question, action, now=now)]
        for action in question.actions
    }
