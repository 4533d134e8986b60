"""Status lists on disk."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.canonical import canonical_json
from rushes.clearance.records.keys import memory_signer
from rushes.clearance.records.status_credential import sign_list
from rushes.clearance.records.status_folder import StatusFolder, file_name, newest, publish
from rushes.clearance.records.status_list import empty_list, list_id
from rushes.errors import BadInputError

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ADA, AGENT = (memory_signer(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)) for number in (1, 2))
LIST = list_id(ADA.did, "suspension")


def _newest(folder, *, issuer=ADA.did, purpose="suspension", now=NOW + 9 * DAY, **asked):
    return newest(folder, LIST, issuer=issuer, purpose=purpose, now=now, **asked)


def _path(folder, sequence):
    return folder / file_name(LIST, sequence)


@pytest.fixture
def folder(tmp_path):
    """Three issues: nothing, entry 7 rests, entry 7 goes on."""
    first = publish(tmp_path, empty_list(ADA.did, "suspension", at=NOW), ADA)
    second = publish(tmp_path, first.with_bit(7, True, NOW + DAY), ADA)
    publish(tmp_path, second.with_bit(7, False, NOW + 2 * DAY), ADA)
    return tmp_path


def test_the_newest_issue_is_found(folder):
    known = _newest(folder)
    assert (known.sequence, known.is_set(7)) == (3, False)
    assert known.state_at(7, NOW + DAY) is True
    assert len(list(folder.iterdir())) == 3
    assert all(path.name.startswith("urn-rushes-status-suspension-did-key-z6mk") for path in folder.iterdir())
    assert _newest(folder, floor=3, floor_sha256=known.sha256) == known
    assert _newest(folder, floor=2) == known


def test_lists_of_others_lie_beside_it(folder):
    publish(folder, empty_list(ADA.did, "revocation", at=NOW), ADA)
    publish(folder, empty_list(AGENT.did, "suspension", at=NOW), AGENT)
    (folder / "notes.txt").write_text("not a list")
    (folder / "half.json.part").write_text("{")
    lists = StatusFolder(folder)
    now = NOW + DAY
    assert lists.newest(list_id(ADA.did, "revocation"), issuer=ADA.did, purpose="revocation", now=now).sequence == 1
    assert lists.newest(list_id(AGENT.did, "suspension"), issuer=AGENT.did, purpose="suspension", now=now).sequence == 1


def test_the_file_is_canonical_and_reads_with_any_json_reader(folder):
    data = _path(folder, 2).read_bytes()
    assert canonical_json(json.loads(data)) == data


def test_a_list_that_is_not_there_is_not_believed(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(BadInputError, match=r"is not there. Nothing that it speaks of is in force"):
            _newest(folder)


def test_a_missing_issue_is_noticed(folder):
    _path(folder, 2).unlink()
    with pytest.raises(BadInputError, match=r"Issue 2 of the status list .* is missing"):
        _newest(folder)
    _path(folder, 1).unlink()
    with pytest.raises(BadInputError, match=r"Issue 1 of the status list .* is missing"):
        _newest(folder)


def test_a_newest_issue_that_was_taken_away_is_noticed_by_whoever_saw_it(folder):
    _path(folder, 3).unlink()
    assert _newest(folder).is_set(7)
    with pytest.raises(BadInputError, match=r"Issue 2 .* is the newest here, but issue 3 was seen before"):
        _newest(folder, floor=3)


def test_an_older_list_in_the_place_of_a_newer_one_is_noticed(folder):
    _path(folder, 3).write_bytes(_path(folder, 2).read_bytes())
    with pytest.raises(BadInputError, match=r"holds issue 2 of .*, not what its name says"):
        _newest(folder)


def test_a_fork_is_noticed(folder):
    first = _newest_of_first(folder)
    other = canonical_json(sign_list(first.with_bit(8, True, NOW + DAY), ADA))
    remembered = _newest(folder).sha256
    _path(folder, 2).write_bytes(other)
    with pytest.raises(
        BadInputError, match=r"Issue 3 .* follows another issue 2 than the one that is there \(a fork\)"
    ):
        _newest(folder)
    _path(folder, 3).unlink()
    assert _newest(folder).is_set(8)  # alone nobody can tell, but whoever remembers can:
    with pytest.raises(BadInputError, match="was seen before"):
        _newest(folder, floor=3, floor_sha256=remembered)
    with pytest.raises(BadInputError, match=r"Issue 2 .* is not the one that was seen before \(a fork\)"):
        _newest(folder, floor=2, floor_sha256="0" * 64)


def _newest_of_first(folder):
    alone = folder / "alone"
    alone.mkdir()
    _path(alone, 1).write_bytes(_path(folder, 1).read_bytes())
    return _newest(alone)


def test_what_a_syncing_disk_leaves_behind_is_looked_at(folder):
    copy = _path(folder, 2).with_name(_path(folder, 2).stem + ".sync-conflict.json")
    copy.write_bytes(_path(folder, 2).read_bytes())
    assert _newest(folder).sequence == 3
    other = sign_list(_newest_of_first(folder).with_bit(8, True, NOW + DAY), ADA)
    copy.write_bytes(canonical_json(other))
    with pytest.raises(BadInputError, match=r"sync-conflict.json is another issue 2 .* \(a fork\)"):
        _newest(folder)


def test_a_list_from_the_future_means_that_a_clock_was_moved_back(folder):
    assert _newest(folder, now=NOW + 2 * DAY).sequence == 3
    with pytest.raises(BadInputError, match="a clock was moved back"):
        _newest(folder, now=NOW + DAY)


def test_the_issuer_and_the_purpose_are_those_that_are_expected(folder):
    with pytest.raises(BadInputError, match=r"is issued by .*; only .* may issue this list"):
        _newest(folder, issuer=AGENT.did)
    with pytest.raises(BadInputError, match="is for suspension, not for revocation"):
        _newest(folder, purpose="revocation")


def test_a_list_by_another_key_in_the_place_is_noticed(folder):
    stranger = empty_list(AGENT.did, "suspension", at=NOW)
    _path(folder, 1).write_bytes(canonical_json(sign_list(stranger, AGENT)))
    with pytest.raises(BadInputError, match="not what its name says"):
        _newest(folder)


def test_any_changed_byte_of_any_issue_is_noticed(folder):
    for number in (1, 2, 3):
        path = _path(folder, number)
        data = path.read_bytes()
        for place in range(0, len(data), 7):
            path.write_bytes(data[:place] + bytes([data[place] ^ 0x04]) + data[place + 1 :])
            with pytest.raises(BadInputError):
                _newest(folder)
        path.write_bytes(data)
    assert _newest(folder).sequence == 3


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_file_that_was_cut_off_is_not_believed(folder, keep):
    data = _path(folder, 3).read_bytes()
    _path(folder, 3).write_bytes(data[:keep])
    with pytest.raises(BadInputError, match="counts for nothing: it ends in the middle"):
        _newest(folder)


def test_a_changed_file_is_not_believed(folder):
    data = _path(folder, 3).read_text().replace('"value":false', '"value":true')
    _path(folder, 3).write_text(data)
    with pytest.raises(BadInputError, match="is not proven"):
        _newest(folder)


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "list.json"
    _path(folder, 3).rename(elsewhere)
    _path(folder, 3).symlink_to(elsewhere)
    with pytest.raises(BadInputError, match="no file of its own"):
        _newest(folder)


def test_of_two_who_publish_one_number_the_second_has_to_look_again(folder):
    known = _newest(folder)
    publish(folder, known.with_bit(8, True, NOW + 3 * DAY), ADA)
    with pytest.raises(BadInputError, match=r"Issue 4 .* was published already"):
        publish(folder, known.with_bit(9, True, NOW + 3 * DAY), ADA)
    assert _newest(folder).is_set(8)
    with pytest.raises(BadInputError, match="signed by"):
        publish(folder, _newest(folder).with_bit(9, True, NOW + 4 * DAY), AGENT)
