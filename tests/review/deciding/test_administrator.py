"""The server's administrator has every file of it, its database and its authority's keys, and still can't approve a take for somebody else."""

from __future__ import annotations

import json
import sqlite3

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.canonical import sha256_of
from rushes.clearance.records.desk_key import DESK_KEY
from rushes.clearance.records.integrity import add_proof
from rushes.clearance.records.keys import memory_signer
from rushes.errors import BadInputError
from rushes.provenance.events import record_reviewer, record_take_decision
from rushes.review.deciding import draft, outcome, record, register_of, sign
from rushes.review.deciding.recording import path_of
from rushes.show import Show
from rushes.studio import settings_folder


@pytest.fixture
def server(floor, later):
    """A show on a server as its administrator finds it: everything is here but the keys of people, and the desk's, which is on the desk's machine."""
    floor.later = later
    floor.ida = floor.person("ida", "supervisor")
    floor.shot = floor.take()
    floor.show = Show.load(floor.show.folder)  # which names the desk by now
    (settings_folder() / DESK_KEY).unlink()
    floor.own = memory_signer(Ed25519PrivateKey.generate())
    return floor


def forged(server):
    """A circle in ida's name, signed with the only key the administrator can make."""
    pretended = server.ida.model_copy(update={"did": server.own.did})
    return sign(draft(server.show, server.shot, "circle", pretended, "supervisor", now=server.later), server.own)


def written(server, document):
    """Write a decision and its line in the ledger as the program would, past every check, with the authority's own key."""
    path = path_of(server.show, "020_0150", "v001", document["id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    record_take_decision(
        server.show, shot="020_0150", version="v001", decision=document["id"], verdict=document["verdict"], role=document["role"],
        take_sha256=document["take_sha256"], frames_sha256=document["frames_sha256"], quorum=server.show.quorum, sha256=sha256_of(document),
    )  # fmt: skip


def circled(server) -> bool:
    return outcome(server.show, "020_0150", "v001").circled


def test_the_front_door_is_shut(server):
    with pytest.raises(BadInputError, match="another key than ida's"):
        record(server.show, forged(server), now=server.later)
    assert not circled(server)


def test_a_decision_written_past_the_program_with_the_ledgers_own_key_counts_for_nothing(server):
    written(server, forged(server))
    found = outcome(server.show, "020_0150", "v001")
    assert not found.circled
    assert found.problems, "and it is told that there is one which does not count"


def test_a_key_put_into_the_register_counts_for_nothing_without_the_desk(server):
    """The register's record is signed by the desk, whose key is named in show.yaml and lies on another machine."""
    pretended = server.ida.model_copy(update={"did": server.own.did})
    document = add_proof({"schema_version": "rushes/person/1", **pretended.model_dump(mode="json")}, server.own, created=server.ida.enrolled_at)  # fmt: skip
    path = server.show.folder / "review" / "people" / "ida.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    record_reviewer(server.show, "reviewer.enrolled", reviewer="ida", roles=["supervisor"], sha256=sha256_of(document))
    assert register_of(server.show).people == ()
    written(server, forged(server))
    assert not circled(server)


def test_an_old_yes_is_not_moved_to_other_frames(server):
    """What ida did sign holds for the frames that she saw, and for no others."""
    document = server.signed(server.shot, "circle", server.ida)
    other = server.take(version="v002", level=2)
    moved = {**document, "version": "v002", "frames_sha256": "0" * 64}
    for one in (document, moved):
        path = path_of(server.show, "020_0150", "v002", one["id"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(one), encoding="utf-8")
        record_take_decision(
            server.show, shot="020_0150", version="v002", decision=one["id"], verdict="circle", role="supervisor",
            take_sha256=document["take_sha256"], frames_sha256=one["frames_sha256"], quorum=server.show.quorum, sha256=sha256_of(one),
        )  # fmt: skip
        assert not outcome(server.show, other.shot, other.version).circled


def test_the_database_holds_nothing_that_circles_a_take(server):
    """Rows of the room's events can be written by whoever holds the file; they tell pages to look again, and decide nothing."""
    folder = server.show.folder / "review"
    folder.mkdir(exist_ok=True)
    with sqlite3.connect(folder / "events.sqlite") as rows:
        rows.execute("CREATE TABLE IF NOT EXISTS forged (kind, data)")
        rows.execute("INSERT INTO forged VALUES ('decision', ?)", (json.dumps(forged(server)),))
    rows.close()
    assert not circled(server)


def test_the_same_yes_by_her_own_key_counts(server):
    """What the others show is not that nothing is ever circled."""
    document = draft(server.show, server.shot, "circle", server.ida, "supervisor", now=server.later)
    record(server.show, sign(document, server.signers["ida"]), now=server.later)
    assert circled(server)
