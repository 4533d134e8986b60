"""The media hash list, with the standard's own reference implementation as the second opinion."""

import gc
import shutil
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from rushes.delivery.media_hashes import CHAIN, FOLDER, checksum, list_name, write_hash_list

NOW = datetime(2026, 11, 20, 12, 30, 5, tzinfo=UTC)
FILES = {"a & <b>.txt": b"first", "shot/one.1001.exr": bytes(100_000), "shot/one.1002.exr": b"", "package.json": b"{}"}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "PACKAGE"
    for path, data in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@contextmanager
def anothers_habits():
    """The ASC's program leaves closing its files to Python, and uses what is on its way out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
        gc.collect()


def second_opinion(folder):
    """Return what the ASC's own program says of a folder."""
    with anothers_habits():
        from ascmhl.commands import verify

        return CliRunner().invoke(verify, [str(folder)])


@pytest.mark.parametrize("kind", ["xxh64", "xxh3", "xxh128", "c4"])
def test_the_standards_own_program_verifies_it_and_finds_what_was_changed(package, tmp_path, kind):
    counts = []
    write_hash_list(package, FILES, kind=kind, name=list_name("PACKAGE", NOW), now=NOW, hashed=counts.append)
    assert counts == [1, 2, 3, 4]
    assert second_opinion(package).exit_code == 0, second_opinion(package).output

    for name, spoil in {
        "flipped": lambda folder: (folder / "shot/one.1001.exr").write_bytes(b"\1" + bytes(99_999)),
        "missing": lambda folder: (folder / "package.json").unlink(),
        "added": lambda folder: (folder / "new.txt").write_bytes(b"new"),
    }.items():
        copy = tmp_path / name / "PACKAGE"
        shutil.copytree(package, copy)
        spoil(copy)
        assert second_opinion(copy).exit_code != 0, name


def test_its_hashes_are_those_of_the_reference_implementation(package):
    from ascmhl.hasher import hash_file

    for path in FILES:
        for kind in ("xxh64", "xxh3", "xxh128", "c4"):
            assert checksum(package / path, kind) == hash_file(str(package / path), kind)


def test_the_list_names_every_file_its_size_and_no_machine(package):
    name = list_name("PACKAGE", NOW)
    assert name == "ascmhl/0001_PACKAGE_2026-11-20_123005Z.mhl"
    write_hash_list(package, FILES, kind="xxh64", name=name, now=NOW)
    with anothers_habits():
        from ascmhl.hashlist_xml_parser import parse

        found = parse(str(package / name))
    assert {one.path: one.file_size for one in found.media_hashes} == {path: len(data) for path, data in FILES.items()}
    assert found.creator_info.host_name == "withheld"
    chain = (package / FOLDER / CHAIN).read_text(encoding="utf-8")
    assert f"<c4>{checksum(package / name, 'c4')}</c4>" in chain
    assert f"<path>{name.removeprefix('ascmhl/')}</path>" in chain
