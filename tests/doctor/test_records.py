"""The doctor looks at what was written down: dates, keys, the ledger, jobs, and what was measured."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from rushes.doctor import Place
from rushes.doctor.books import check_ledger
from rushes.doctor.clock import check_clock, skew_troubles
from rushes.doctor.keys import SOON, check_keys
from rushes.doctor.speed import check_speed
from rushes.doctor.work import check_work
from rushes.plan.calibration import load_calibration, machine
from rushes.plan.step import Step
from rushes.provenance.authority import Authority
from rushes.show import Show

NOW = datetime.now(UTC)


# clock


def test_a_clock_behind_the_ledger_is_told(only, place: Place) -> None:
    assert place.show is not None
    assert list(check_clock(place)) == []
    later = NOW + timedelta(hours=5)
    Authority.open().open_ledger(place.show.ledger).append(
        "show.looked", actor="tests", scope={"show": "SHOW"}, data={}, now=later
    )
    assert f"newest entry is of {later:%-d %B %Y, %H:%M}" in only(check_clock(place)).what


def test_a_clock_before_the_machines_certificate_is_told(only, place: Place) -> None:
    Authority.open()
    found = list(check_clock(Place(place.home, datetime(1970, 1, 2, tzinfo=UTC))))
    assert "this machine's certificate was made on" in only(found).what


def test_a_disk_that_dates_files_otherwise_is_told(only, place: Place, monkeypatch) -> None:
    there = time.time
    monkeypatch.setattr(time, "time", lambda: there() - 3600)
    assert "dates files 3600 s ahead of" in only(check_clock(place)).what
    assert "600 s behind" in only(skew_troubles(place.home, -600)).what


# keys


def certificate(folder: Path, ends: datetime, *, mode: int = 0o600) -> tuple[Path, Path]:
    """Write a production's own certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A production")])
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=400))
        .not_valid_after(ends)
        .add_extension(usage, critical=True)
        .add_extension(purposes, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "own.pem").write_bytes(made.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "own.key").write_bytes(private)
    (folder / "own.key").chmod(mode)
    return folder / "own.pem", folder / "own.key"


@pytest.mark.parametrize("name", ["root.key", "signer.key", "ledger.key"])
def test_a_key_that_others_may_read_is_told(only, place: Place, name: str) -> None:
    assert list(check_keys(place)) == []
    path = place.home / "authority" / name
    path.chmod(0o640)
    one = only(check_keys(place))
    assert f"{path} (mode 0640)" in one.what
    subprocess.run(one.remedy.removeprefix("Run: ").split(), check=True)
    assert list(check_keys(place)) == []


def test_a_folder_of_keys_that_others_may_look_into_is_told(only, place: Place) -> None:
    (place.home / "authority").chmod(0o755)
    assert "Others may look into" in only(check_keys(place)).what


@pytest.mark.parametrize(("days", "said"), [(200, None), (SOON.days - 1, "ends on"), (-1, "expired on")])
def test_a_production_certificate_that_ended_or_soon_does_is_told(place, monkeypatch, tmp_path, days, said) -> None:
    pem, key = certificate(tmp_path, NOW + timedelta(days=days, hours=1))
    monkeypatch.setenv("RUSHES_SIGNING_CERTIFICATE", str(pem))
    monkeypatch.setenv("RUSHES_SIGNING_KEY", str(key))
    assert [said in one.what for one in check_keys(place)] == ([True] if said else [])


def test_a_certificate_that_the_show_names_is_looked_at(only, place: Place, tmp_path: Path) -> None:
    assert place.show is not None
    certificate(place.show.folder, NOW + timedelta(days=300), mode=0o644)
    with (place.show.folder / "show.yaml").open("a") as stream:
        stream.write("signing: {certificate: own.pem, key: own.key}\n")
    show = Show.load(place.show.folder)
    assert "Others may read the production's key" in only(check_keys(Place(place.home, NOW, show))).what


def test_this_machines_own_certificate_that_ends_is_told(only, place: Place) -> None:
    years = NOW + timedelta(days=366 * 20)
    assert "ended on" in only(check_keys(Place(place.home, years))).what
    (place.home / "authority" / "signer.pem").write_text("nothing")
    assert "holds no certificate any more" in only(check_keys(place)).what


# ledger


def test_a_ledger_that_was_altered_is_told(only, place: Place) -> None:
    assert place.show is not None
    assert list(check_ledger(place)) == []
    text = place.show.ledger.read_text(encoding="utf-8")
    place.show.ledger.write_text(text.replace("show.started", "show.stolen!"), encoding="utf-8")
    one = only(check_ledger(place))
    assert "entry 1 was altered" in one.what
    assert not one.is_hint


def test_a_torn_line_is_a_hint(only, place: Place) -> None:
    assert place.show is not None
    with place.show.ledger.open("a") as stream:
        stream.write('{"seq": 2, "ti')
    one = only(check_ledger(place))
    assert "torn" in one.what
    assert one.is_hint


def test_the_ledger_of_another_machine_is_told(only, place: Place, tmp_path: Path) -> None:
    Authority.open(tmp_path / "other" / "authority")
    other = Place(tmp_path / "other", NOW, place.show)
    assert "another machine's authority" in only(check_ledger(other)).what
    assert "RUSHES_HOME" in only(check_ledger(Place(tmp_path / "none", NOW, place.show))).remedy


# work


def test_jobs_that_were_broken_off_or_failed_are_told(place: Place) -> None:
    assert place.show is not None
    assert list(check_work(place)) == []
    jobs = place.show.work / "jobs"
    jobs.mkdir(parents=True)
    for shot, state in (("010", "running"), ("020", "failed"), ("030", "done"), ("040", "cancelled")):
        job = {"id": f"{shot}-v001", "shot": shot, "version": "v001", "state": state, "started": "2026-01-01T00:00:00"}
        (jobs / f"{shot}.json").write_text(json.dumps(job))
    found = [one.what for one in check_work(place)]
    assert found == [
        "010-v001 was broken off, with nobody working on it now.",
        "020-v001 was stopped by an error.",
    ]
    done = {"id": "020-v002", "shot": "020", "version": "v002", "state": "done", "started": "2026-01-02T00:00:00"}
    (jobs / "later.json").write_text(json.dumps(done))
    assert len(list(check_work(place))) == 1


def test_steps_that_were_set_aside_are_told_and_not_all_by_name(only, place: Place) -> None:
    assert place.show is not None
    for number in range(5):
        (place.show.work / "render" / f"abc.broken-{number}").mkdir(parents=True)
    what = only(check_work(place)).what
    assert "render/abc.broken-2 and 2 more" in what
    assert "abc.broken-3" not in what


def test_takes_that_wait_for_a_person_are_a_hint(only, place: Place) -> None:
    assert place.show is not None
    (place.show.folder / "quarantine" / "010_v001").mkdir(parents=True)
    (place.show.folder / "quarantine" / "010_v001" / "take.json").write_text("{}")
    one = only(check_work(place))
    assert one.is_hint
    assert "010_v001 is held" in one.what


# speed


def test_a_machine_that_was_never_measured_gets_a_hint(only, place: Place) -> None:
    assert "never measured" in only(check_speed(place)).what
    step = Step("build", "rushes.engines:build", "1", {}, work=1.0, work_unit="house")
    load_calibration(place.home).with_run(step, 2.0)
    assert list(check_speed(place)) == []
    path = place.home / "calibration.json"
    path.write_text(path.read_text(encoding="utf-8").replace(machine(), "Another, 64 cores, Linux"), encoding="utf-8")
    one = only(check_speed(place))
    assert one.is_hint
    assert "of another machine (Another, 64 cores, Linux)" in one.what
    path.write_text("{")
    assert "can't be read any more" in only(check_speed(place)).what
    shutil.rmtree(place.home)
    assert "never measured" in only(check_speed(place)).what
