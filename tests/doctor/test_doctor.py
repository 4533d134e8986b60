"""The doctor finds each trouble where it is real, says one remedy, and leaves nothing behind."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.doctor import CHECKS, Place, examine
from rushes.doctor.extras import PACKAGES, brings_models, check_extras, gpu_troubles
from rushes.doctor.install import LIBRARIES, check_install, codec_troubles, library_troubles, python_troubles
from rushes.doctor.places import check_places, file_system, network_troubles
from rushes.doctor.player import browser_troubles, bundle_troubles
from rushes.doctor.room import LEAST_FREE_FILES, check_room, work_troubles
from rushes.show import Show
from rushes.studio.config import read_studio
from rushes.studio.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime.now(UTC)


# The whole of it


def test_a_well_show_has_no_problem(place: Place) -> None:
    here = {name: check for name, check in CHECKS.items() if name not in {"player", "room"}}
    assert [trouble for trouble in examine(place, here) if not trouble.is_hint] == []


def test_nothing_is_left_behind_and_nothing_changed(place: Place, tmp_path: Path) -> None:
    def everything() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    before = everything()
    examine(place, CHECKS)
    assert everything() == before


def test_a_machine_without_keys_gets_none_by_being_looked_at(tmp_path: Path) -> None:
    examine(Place(tmp_path / "nowhere", NOW), CHECKS)
    assert not (tmp_path / "nowhere").exists()


def test_a_look_that_cannot_be_taken_is_a_trouble_and_the_next_is_taken(place: Place, tmp_path, monkeypatch) -> None:
    (tmp_path / "three_looks.py").write_text(
        "from rushes.errors import BadInputError\n"
        "def refuses(place): raise BadInputError('It can not be read: a.yaml is no list. Write it anew.')\n"
        "def is_closed(place): raise PermissionError(13, 'Permission denied', '/somewhere')\n"
        "def says_nothing(place): raise BadInputError('No')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    names = ("refuses", "is_closed", "says_nothing")
    found = examine(place, {name: f"three_looks:{name}" for name in names})
    assert [one.check for one in found] == list(names)
    assert found[0] == Trouble("refuses", "It can not be read: a.yaml is no list.", "Write it anew.")
    assert found[1].what == "/somewhere can't be looked at (Permission denied)."
    assert found[2].what == "No"


def test_the_command_says_problem_and_remedy_and_leaves_with_five(rushes, tmp_path: Path) -> None:
    assert rushes("init", "SHOW")[0] == 0
    (tmp_path / "home").mkdir(exist_ok=True)
    key = tmp_path / "home" / "desk.key"
    key.write_text("secret")
    key.chmod(0o644)
    code, out, errors = rushes("doctor", "--show", "SHOW", "--json")
    assert code == 5
    assert errors == ""
    assert f"keys      PROBLEM: Others may read the key {key} (mode 0644)" in out
    assert f"-> Run: chmod 600 {key}" in out
    said = json.loads(out.splitlines()[-1])
    assert said["checks"] == list(CHECKS)
    assert not said["well"]
    assert {"keys", "speed"} <= {one["check"] for one in said["troubles"]}


def test_hints_alone_leave_with_nought() -> None:
    from rushes.cli.doctor import tell

    hint = Trouble("speed", "It is slow.", "Wait.", is_hint=True)
    assert tell(["speed"], [hint], as_json=False) == 0
    assert tell(["speed"], [hint, Trouble("speed", "It is off.", "Wait.")], as_json=False) == 5


def test_a_folder_without_a_show_is_one_sentence(rushes) -> None:
    code, _, errors = rushes("doctor", "--show", "nowhere")
    assert code == 2
    assert "is no show" in errors


def test_the_page_names_every_check() -> None:
    page = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)[: len(CHECKS)] == list(CHECKS)


# install


def test_the_install_of_the_tests_is_whole(place: Place) -> None:
    assert list(check_install(place)) == []


def test_another_python_is_told(only) -> None:
    one = only(python_troubles((3, 13)))
    assert "Python 3.13" in one.what
    assert "python3.11 -m venv" in one.remedy


def test_a_library_that_is_missing_is_told_with_its_package(only) -> None:
    one = only(library_troubles({**LIBRARIES, "libnobodyhas.so.7": "libnobodyhas7"}))
    assert "the system lacks libnobodyhas.so.7." in one.what
    assert one.remedy.endswith("apt-get install libnobodyhas7")


@pytest.mark.skipif(sys.platform != "linux", reason="libraries are looked for on Linux only")
def test_a_library_that_is_hidden_is_told(tmp_path: Path) -> None:
    found = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    path = re.search(r"libSM\.so\.6 .*=> (\S+)", found)
    if path is None or os.geteuid() != 0:
        pytest.skip("only root hides a library")
    look = "from rushes.doctor.install import *; print(*library_troubles(LIBRARIES))"
    hide = f'mount --bind /dev/null "$(realpath {path[1]})" && exec "$0" -c "$1"'
    argv = ["unshare", "-m", "sh", "-c", hide, sys.executable, look]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120)
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("this root may not hide a library")
    assert "since the system lacks libSM.so.6." in done.stdout, done.stderr


def test_the_libraries_are_those_that_make_demo_asks_for() -> None:
    script = (ROOT / "scripts" / "system_libraries").read_text(encoding="utf-8")
    assert dict(re.findall(r"\[(lib\S+?)\]=(\S+)", script)) == LIBRARIES


def test_an_encoder_that_is_missing_is_told(only) -> None:
    one = only(codec_troubles(["libx264", "libmadeup"]))
    assert "without libmadeup," in one.what


# player


def test_scripts_that_were_not_built_are_told(only, tmp_path: Path) -> None:
    (tmp_path / "room.js").write_text("")
    one = only(bundle_troubles(tmp_path, ("player.js", "room.js")))
    assert "(player.js is missing)" in one.what
    assert "make web" in one.remedy
    (tmp_path / "player.js").write_text("")
    assert list(bundle_troubles(tmp_path, ("player.js", "room.js"))) == []


def test_a_machine_without_a_browser_gets_a_hint(only, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert only(browser_troubles(["chromium", "firefox"])).is_hint
    (tmp_path / "firefox").write_text("#!/bin/sh\n")
    (tmp_path / "firefox").chmod(0o755)
    assert list(browser_troubles(["chromium", "firefox"])) == []


# extras


def test_a_team_room_without_its_extra_is_told(only, place: Place, monkeypatch) -> None:
    assert place.show is not None
    assert list(check_extras(place)) == []
    (place.show.folder / "review").mkdir()
    (place.show.folder / "review" / "team.yaml").write_text("")
    monkeypatch.setitem(PACKAGES, "team", ("authlib", "nobody_has_this.at.all"))
    one = only(check_extras(place))
    assert "needs nobody_has_this.at.all, which is not installed" in one.what
    assert one.remedy == "Run: pip install 'rushes[team]'"


@pytest.mark.parametrize(
    ("extra", "line"),
    [
        ("farm", "executor: ray"),
        ("storage", "storage: {url: s3://bucket/x}"),
        ("watch", "watch: {metrics: 127.0.0.1:1}"),
    ],
)
def test_what_the_studio_asks_for_and_is_not_installed_is_told(only, place, monkeypatch, tmp_path, extra, line) -> None:
    (tmp_path / "studio.yaml").write_text(f"{line}\n")
    asked = Place(place.home, NOW, None, read_studio(tmp_path / "studio.yaml"))
    assert list(check_extras(asked)) == []
    monkeypatch.setitem(PACKAGES, extra, ("nobody_has_this",))
    assert only(check_extras(asked)).remedy == f"Run: pip install 'rushes[{extra}]'"


def test_the_extras_are_the_ones_of_the_package() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    brings = {
        extra: {re.split(r"[=<>]", name)[0].replace("-", "_") for name in names} for extra, names in declared.items()
    }
    called = {
        "opentelemetry.sdk": "opentelemetry_sdk",
        "opentelemetry.exporter.otlp.proto.http": "opentelemetry_exporter_otlp_proto_http",
    }
    for extra, modules in PACKAGES.items():
        assert {called.get(name, name) for name in modules} == brings[extra]


def test_a_show_without_models_asks_for_no_torch(place: Place) -> None:
    assert place.show is not None
    assert not brings_models(place.show)


@pytest.mark.parametrize(
    ("torch", "nvidia", "gpus", "said"),
    [
        (False, True, 0, None),
        (True, True, 1, None),
        (True, True, 0, "can't use a GPU"),
        (True, False, 0, "no GPU that PyTorch can use"),
    ],
)
def test_a_gpu_that_cannot_be_used_is_a_problem_and_none_a_hint(torch, nvidia, gpus, said) -> None:
    found = list(gpu_troubles(torch, nvidia=nvidia, gpus=lambda: gpus))
    assert [said in one.what for one in found] == ([True] if said else [])
    assert [one.is_hint for one in found] == ([not nvidia] if said else [])


# room


def test_a_disk_that_is_nearly_full_is_told(mounted, place: Place) -> None:
    show = Show.init(mounted("size=1m") / "SHOW", rate=Fraction(24))
    found = [one for one in check_room(Place(place.home, NOW, show)) if str(show.folder) in one.what]
    assert not found[0].is_hint
    assert "has 0.0 GiB left" in found[0].what


def test_a_disk_that_takes_no_more_files_is_told(only, mounted, place: Place) -> None:
    at = mounted(f"size=30g,nr_inodes={LEAST_FREE_FILES // 2}")
    found = [one for one in check_room(Place(at / "home", NOW)) if str(at) in one.what]
    assert "more files, however small" in only(found).what


def test_a_show_over_the_studios_limit_is_told(place: Place, tmp_path: Path) -> None:
    assert place.show is not None
    (place.show.work / "build").mkdir(parents=True)
    (place.show.work / "build" / "a").write_bytes(b"x" * 2_000_000)
    (tmp_path / "studio.yaml").write_text("cache: {limit_gb: 0.001}\n")
    asked = Place(place.home, NOW, place.show, read_studio(tmp_path / "studio.yaml"))
    assert "may hold 0.001" in next(check_room(asked)).what


def test_finished_steps_over_their_limit_are_told(only, tmp_path: Path) -> None:
    (tmp_path / "work" / "build").mkdir(parents=True)
    (tmp_path / "work" / "build" / "a").write_bytes(b"x" * 3_000_000)
    assert "holds 0.0 GB, and may hold 0.002" in only(work_troubles(tmp_path / "work", 0.002)).what
    assert list(work_troubles(tmp_path / "work", 0.004)) == []
    assert list(work_troubles(tmp_path / "work", None)) == []
    assert list(work_troubles(tmp_path / "none", 0.004)) == []


# places


def test_a_show_that_cannot_be_written_is_told(only, mounted, place: Place) -> None:
    at = mounted("size=1m")
    show = Show.init(at / "SHOW", rate=Fraction(24))
    subprocess.run(["mount", "-o", "remount,ro", str(at)], check=True)  # noqa: S607 - the system's mount
    one = only(check_places(Place(place.home, NOW, show)))
    assert f"{show.folder} can't be written (Read-only file system)." in one.what


def test_a_disk_without_locks_is_told(place: Place, monkeypatch) -> None:
    def flock(*_arguments: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert "knows no file locks (No locks available)" in next(check_places(place)).what


def test_a_disk_that_gives_a_lock_to_two_is_told(place: Place, monkeypatch) -> None:
    monkeypatch.setattr(fcntl, "flock", lambda *_arguments: None)
    assert "gives one file lock to two at once" in next(check_places(place)).what


def test_a_rename_that_is_not_seen_is_told(place: Place, monkeypatch) -> None:
    monkeypatch.setattr(Path, "replace", lambda _self, target: target)
    assert "still reads as the old one" in next(check_places(place)).what


def test_a_named_folder_for_temporary_files_that_is_none_is_told(
    only, place: Place, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("TEMP", str(tmp_path))
    assert f"temporary files go to {tmp_path}" in only(check_places(place)).what


def test_no_place_for_temporary_files_is_told(place: Place, monkeypatch) -> None:
    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    assert "no folder for temporary files" in next(check_places(place)).what


def test_a_network_disk_gets_a_hint(only, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    folder = tmp_path / "a b"
    folder.mkdir()
    escaped = str(folder).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nfiler:/a {escaped} nfs4 rw 0 0\nx {tmp_path}/other cifs rw 0 0\n")
    one = only(network_troubles(folder / "SHOW", mounts))
    assert one.is_hint
    assert "(nfs4)" in one.what
    assert list(network_troubles(tmp_path, mounts)) == []
    assert file_system(tmp_path, tmp_path / "none") == ""
