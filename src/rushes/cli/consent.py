"""``rushes consent``: drafting, signing, countersigning and showing consents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.consent_impact import command as impact
from rushes.cli.consent_standing import check, resume, revoke, suspend
from rushes.cli.on_record import signed_on_record
from rushes.cli.options import json_option, show_option
from rushes.cli.signing_key import key_options, passphrase_of, passphrase_option, signer_of

if TYPE_CHECKING:
    from datetime import datetime

    from rushes.clearance.records.performer import Performer
    from rushes.clearance.records.signing import Signed
    from rushes.show import Show

STAMP_URL, STAMP_ROOTS = "RUSHES_TIMESTAMP_URL", "RUSHES_TIMESTAMP_ROOTS"
FORMATS = ("vc", "odrl", "receipt")


@click.group("consent")
def command() -> None:
    """Draft, sign, countersign, show, revoke, suspend, check and export the consents of performers."""


@command.command("key")
@click.argument("file", type=click.Path(path_type=Path))
@passphrase_option
@json_option
def key(file: Path, passphrase_file: Path | None, as_json: bool) -> None:
    """Make a key in FILE, encrypted with a passphrase, and print its name (did:key).

    The key is the performer's, or the agent's: whoever holds it and its passphrase signs for them. Keep a copy.
    """
    from rushes.clearance.records.keys import create_key

    signer = create_key(file, passphrase_of(passphrase_file, new=True))
    click.echo(f"Key   {file}")
    click.echo(f"Name  {signer.did}")
    if as_json:
        print_json({"key": str(file), "did": signer.did})


@command.command("draft")
@click.argument("performer")
@click.option("--out", type=click.Path(path_type=Path), help="The draft's file; SHOW/consents/PERFORMER-....draft.yaml when left out.")  # fmt: skip
@click.option("--supersedes", help="A consent whose fields are taken over and whose place this one takes.")
@click.option("--description", help="In plain words and reasonably specific: what will be made, and what for.")
@click.option("--action", "actions", multiple=True, help="generate, alter, reage, dub, train, promote, export, transfer; again for more.")  # fmt: skip
@click.option("--kind", "kinds", multiple=True, help="Kind of brief, for example destruction; again for more.")
@click.option("--until", help="The day on which it ends, 2027-06-30.")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="Any other field as in the draft, for example shots=[020_*]; again for more.")  # fmt: skip
@show_option
@json_option
def draft(
    performer: str, show_folder: Path, out: Path | None, supersedes: str | None, as_json: bool, **asked: Any  # noqa: ANN401 - click's options
) -> None:  # fmt: skip
    """Write a draft for PERFORMER (an id in the register): YAML in which every field is explained.

    Nothing holds until the performer signs it. Send it to them or their agent; what they change is what they sign.
    """
    import uuid

    from rushes.clearance.records.drafting import draft_text
    from rushes.clearance.records.filing import DRAFT_ENDING, find_consent, read_consent
    from rushes.clearance.records.signing import superseded_by
    from rushes.clearance.records.write_once import write_once
    from rushes.errors import BadInputError

    show, one, now = _enrolled(show_folder, performer)
    name = uuid.uuid4()
    fields: dict[str, Any] = {
        "performer": one.id,
        "subject": one.did or "",
        "subject_status": one.status,
        "born": one.born.isoformat() if one.born else None,
        "signatory": _signatory(one, now),
        "countersigners": sorted(one.agents),
        "production": show.name,
        "title": show.title,
        "company": one.company,
        "unions": sorted(one.unions),
        "valid_from": now.isoformat().replace("+00:00", "Z"),
    }
    if supersedes is not None:
        old = read_consent(find_consent(show.consents, supersedes))
        if old.consent.performer != one.id:
            raise BadInputError(
                f"{old.consent.id} is {old.consent.performer}'s, not {one.id}'s. Only they can replace it."
            )
        fields = superseded_by(old.consent, {"valid_from": fields["valid_from"]})
    fields |= {"id": name.urn, **_asked(asked)}
    path = out or show.consents / f"{one.id}-{str(name)[:8]}{DRAFT_ENDING}"
    write_once(path, draft_text(fields).encode("utf-8"))
    click.echo(f"Draft  {path}")
    click.echo(f"Next   rushes consent sign {path} --show {show_folder} --key KEY")
    if as_json:
        print_json({"consent": name.urn, "draft": str(path)})


@command.command("sign")
@click.argument("draft_file", metavar="DRAFT", type=click.Path(path_type=Path))
@key_options
@click.option("--yes", is_flag=True, help="Don't ask: the receipt was read and agreed to.")
@show_option
@json_option
def sign(
    draft_file: Path,
    show_folder: Path,
    key_file: Path | None,
    passphrase_file: Path | None,
    signer_name: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Sign DRAFT with the performer's key, after its receipt was read.

    Writes the signed consent, its receipt, and the status lists in which it can be revoked or suspended.
    """
    from rushes.clearance.records.drafting import draft_of
    from rushes.clearance.records.filing import DRAFT_ENDING, RECEIPT_ENDING, file_signed
    from rushes.clearance.records.receipt import receipt
    from rushes.show import read_document

    fields = read_document(draft_file)
    show, performer, now = _enrolled(show_folder, str(fields.get("performer", "")))
    consent = draft_of(fields, now=now, name=draft_file.name)
    click.echo(receipt(consent))
    _agree("If this is what you agree to, type yes", yes=yes)
    signer = signer_of(key_file, passphrase_file, signer_name)
    stem = draft_file.name.removesuffix(DRAFT_ENDING).removesuffix(".yaml")
    path, signed = file_signed(show.consents, stem, consent, signer, performer, now=now)
    signed_on_record(show, "consent.signed", signed)
    click.echo(f"Signed   {path}")
    click.echo(f"Receipt  {path.with_name(stem + RECEIPT_ENDING)}")
    _say_missing(signed)
    _stamp_if_configured(path, signed)
    if as_json:
        _print_signed(path, signed)


@command.command("countersign")
@click.argument("consent")
@key_options
@click.option("--yes", is_flag=True, help="Don't ask: the receipt was read and agreed to.")
@show_option
@json_option
def countersign(
    consent: str,
    show_folder: Path,
    key_file: Path | None,
    passphrase_file: Path | None,
    signer_name: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Countersign CONSENT (a file, an id, or its first digits) as the agent or guild that it names."""
    from datetime import UTC, datetime

    from rushes.clearance.records.filing import file_countersigned, find_consent, read_consent
    from rushes.clearance.records.receipt import receipt
    from rushes.show import Show

    show = Show.load(show_folder)
    path = find_consent(show.consents, consent)
    click.echo(receipt(read_consent(path).consent))
    _agree("If you countersign this, type yes", yes=yes)
    signer = signer_of(key_file, passphrase_file, signer_name)
    signed = file_countersigned(show.consents, path, signer, now=datetime.now(UTC).replace(microsecond=0))
    signed_on_record(show, "consent.countersigned", signed)
    click.echo(f"Countersigned  {path}")
    _say_missing(signed)
    _stamp_if_configured(path, signed)
    if as_json:
        _print_signed(path, signed)


@command.command("stamp")
@click.argument("consent")
@show_option
@json_option
def stamp(consent: str, show_folder: Path, as_json: bool) -> None:
    """Have CONSENT, as it is signed now, stamped by the authority that RUSHES_TIMESTAMP_URL names (RFC 3161).

    `sign` and `countersign` do it by themselves when an authority is configured; this does it later.
    """
    import os

    from rushes.clearance.records.filing import find_consent, read_consent
    from rushes.clearance.records.stamping import stamp_consent
    from rushes.errors import BadInputError
    from rushes.show import Show

    url = os.environ.get(STAMP_URL)
    if not url:
        raise BadInputError(f"No time stamping authority is configured. Name its address in {STAMP_URL}.")
    path = find_consent(Show.load(show_folder).consents, consent)
    target = stamp_consent(path, read_consent(path), url)
    click.echo(f"Stamped  {target}")
    if as_json:
        print_json({"stamp": str(target)})


@command.command("show")
@click.argument("consent", required=False)
@show_option
@json_option
def show_(consent: str | None, show_folder: Path, as_json: bool) -> None:
    """Show CONSENT as a receipt, with its signatures and how it stands; without one, list the show's consents."""
    from datetime import UTC, datetime

    from rushes.clearance.records.filing import find_consent, read_consent
    from rushes.clearance.records.receipt import receipt, receipt_sha256
    from rushes.cli.register import registry_of
    from rushes.show import Show

    show = Show.load(show_folder)
    registry = registry_of(show, datetime.now(UTC))
    if consent is None:
        for held in registry.consents:
            end = held.consent.valid_to.date()
            click.echo(
                f"{held.consent.id}  {held.consent.performer:<20} {held.standing.state:<15} until {end}  {held.file}"
            )
        for problem in registry.problems:
            click.echo(f"problem: {problem}", err=True)
        if as_json:
            consents = [{"id": one.consent.id, "sha256": one.sha256, "standing": one.standing.state} for one in registry.consents]  # fmt: skip
            print_json({"consents": consents, "problems": list(registry.problems)})
        return
    path = find_consent(show.consents, consent)
    signed = read_consent(path)
    held_or_none = next((one for one in registry.consents if one.consent.id == signed.consent.id), None)
    text = receipt(signed.consent)
    same = receipt_sha256(text) == signed.credential.receipt_sha256
    click.echo(text)
    for proof in signed.proofs:
        part = "signatory" if proof.did == signed.consent.signatory.did else "countersigner"
        click.echo(f"Signed   {proof.created.isoformat()} by {proof.did} ({part})")
    _say_missing(signed)
    click.echo("Receipt  the text above is what was read when it was signed" if same else
               "Receipt  this version words it otherwise; what was read lies beside the record, as .receipt.txt")  # fmt: skip
    if held_or_none is None:
        why = next(
            (problem for problem in registry.problems if problem.startswith(path.name)), "it is not in this show"
        )
        click.echo(f"Counts   no: {why}")
    else:
        words = f" ({held_or_none.standing.words})" if held_or_none.standing.words else ""
        click.echo(f"Stands   {held_or_none.standing.state}{words}")
    click.echo(f"SHA-256  {signed.sha256}")
    click.echo(f"Stamped  {_stamp_words(path, signed)}")
    if as_json:
        state = held_or_none.standing.state if held_or_none else None
        print_json(
            {"consent": signed.consent.id, "sha256": signed.sha256, "standing": state, "receipt_is_signed": same}
        )


@command.command("export")
@click.argument("consent")
@click.option("--format", "form", type=click.Choice(FORMATS), default="vc", show_default=True, help="W3C credential, ODRL agreement, or the receipt.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="A new file; printed when left out.")
@show_option
def export(consent: str, form: str, out: Path | None, show_folder: Path) -> None:
    """Hand CONSENT over: as a W3C Verifiable Credential with its proofs, as ODRL 2.2, or as the receipt."""
    import json

    from rushes.clearance.records.filing import find_consent, read_consent
    from rushes.clearance.records.odrl import to_odrl
    from rushes.clearance.records.receipt import receipt
    from rushes.clearance.records.write_once import write_once
    from rushes.show import Show

    signed = read_consent(find_consent(Show.load(show_folder).consents, consent))
    if form == "receipt":
        text = receipt(signed.consent)
    else:
        record = signed.document if form == "vc" else to_odrl(signed.consent)
        text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        write_once(out, text.encode("utf-8"))
        click.echo(f"Exported  {out}")


for _each in (revoke, suspend, resume, check, impact):
    command.add_command(_each)


def _enrolled(show_folder: Path, performer: str) -> tuple[Show, Performer, datetime]:
    """Return the show, the performer as the desk enrolled them, and the moment."""
    from datetime import UTC, datetime

    from rushes.cli.register import registry_of
    from rushes.errors import BadInputError
    from rushes.show import Show

    show = Show.load(show_folder)
    now = datetime.now(UTC).replace(microsecond=0)
    registry = registry_of(show, now)
    if performer not in registry.performers:
        broken = next((one for one in registry.problems if one.startswith(f"performers/{performer}.json ")), "")
        raise BadInputError(
            broken
            or f'"{performer}" is not enrolled. Have the clearance desk enrol them first: rushes performer enrol ID --name '
            f"NAME --did DID --evidence WORDS --show {show_folder}"
        )
    return show, registry.performers[performer], now


def _signatory(performer: Performer, now: datetime) -> dict[str, str]:
    """Return who would sign for a performer: themselves, or the first whom the desk enrolled to."""
    from rushes.clearance.records.terms import is_minor

    capacity = "guardian" if is_minor(performer.born, now) else "heir" if performer.status == "deceased" else "self"
    if capacity == "self":
        return {"did": performer.did or "", "capacity": capacity}
    return {"did": next(iter(performer.representatives), ""), "capacity": capacity, "authority": ""}


def _asked(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that options give, those of ``--set`` read as YAML."""
    from rushes.clearance.records.drafting import flat_name
    from rushes.errors import BadInputError
    from rushes.show import parse_document

    given: dict[str, Any] = {name: asked[name] for name in ("description",) if asked[name]}
    given |= {name: sorted(asked[name]) for name in ("actions", "kinds") if asked[name]}
    if asked["until"]:
        given["valid_to"] = asked["until"]
    for pair in asked["sets"]:
        name, equals, value = pair.partition("=")
        if not equals or not flat_name(name.strip()):
            raise BadInputError(
                f"--set {pair}: there is no such field. Write --set FIELD=VALUE; a draft lists its fields."
            )
        given[name.strip()] = parse_document(f"value: {value}", f"--set {name}")["value"]
    return given


def _agree(question: str, *, yes: bool) -> None:
    from rushes.errors import BadInputError

    if not yes and click.prompt(question, default="no", show_default=False, err=True).strip().casefold() != "yes":
        raise BadInputError(
            "Nothing was signed. To sign, type yes; to change something, edit the draft and sign again."
        )


def _say_missing(signed: Signed) -> None:
    if signed.missing:
        click.echo(f"It does not count yet: {', '.join(signed.missing)} has to countersign it.")


def _stamp_if_configured(path: Path, signed: Signed) -> None:
    """Have it stamped when an authority is configured; it is signed all the same when none answers."""
    import os

    from rushes.clearance.records.stamping import stamp_consent
    from rushes.errors import BadInputError

    if url := os.environ.get(STAMP_URL):
        try:
            click.echo(f"Stamped  {stamp_consent(path, signed, url)}")
        except BadInputError as error:
            click.echo(f"It is signed, but not stamped: {error} Later: rushes consent stamp {path.stem}", err=True)


def _stamp_words(path: Path, signed: Signed) -> str:
    import os

    from rushes.clearance.records.certificates import read_roots
    from rushes.clearance.records.stamping import read_stamp, stamp_file
    from rushes.errors import BadInputError

    if not stamp_file(path, signed).exists():
        return "no"
    if not (roots := os.environ.get(STAMP_ROOTS)):
        return f"yes, but not checked: name the roots that you trust in {STAMP_ROOTS}"
    try:
        found = read_stamp(path, signed, read_roots(Path(roots)))
    except BadInputError as error:
        return f"no: {error}"
    return f"on {found.at.isoformat()} by {found.authority}" if found else "no"


def _print_signed(path: Path, signed: Signed) -> None:
    print_json(
        {
            "consent": signed.consent.id,
            "file": str(path),
            "sha256": signed.sha256,
            "receipt_sha256": signed.credential.receipt_sha256,
            "missing": list(signed.missing),
        }
    )
