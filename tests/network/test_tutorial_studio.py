"""The tutorial of three machines is true: its blocks run, in order, each in the machine that it names, over a real network, database and cluster."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from database import programs
from namespaces import OWN, SHARED, Machine, Network, why_not

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"```(yaml|sh) ?([^\n]*)\n(.*?)```", re.DOTALL)
NAMES = ["one", "two", "three"]
EXIT_CODES = {"": 0, "wrong": 2}
ANYBODY = "host all rushes 10.77.0.0/24 scram-sha-256\nlocal all postgres trust\n"
PATIENT = {"RAY_agent_register_timeout_ms": "400000", "RAY_worker_register_timeout_seconds": "400"}

pytestmark = [
    pytest.mark.network, pytest.mark.ray, pytest.mark.blender, pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(3000),
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
]  # fmt: skip


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Network]:
    """The three machines: with ``rushes`` being this very code, a home each, and PostgreSQL on the first, as the tutorial finds it."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_libraries --services says how)")
    command = tmp_path / "programs" / "rushes"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rushes "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    kept = f"{SHARED}/programs"
    environment = {
        **PATIENT, "HOME": OWN, "RUSHES_HOME": f"{SHARED}/rushes", "PGHOST": OWN,
        "PATH": os.pathsep.join([kept, str(bin_folder), os.environ["PATH"]]),
    }  # fmt: skip
    with Network(tmp_path / "net", NAMES, environment) as made:
        command.parent.rename(made.shared / "programs")
        for name in ("rushes", "shows", "desk"):
            (made.shared / name).mkdir()
        _postgresql(made["one"], tmp_path)
        yield made


def _postgresql(machine: Machine, folder: Path) -> None:
    """Start PostgreSQL as a fresh install has it, open to the other machines as the tutorial says."""
    as_postgres(machine, "initdb -D /tmp/pg --no-sync --auth=trust --encoding=UTF8 --locale=C")
    as_postgres(machine, f"printf '{ANYBODY}' > /tmp/pg/pg_hba.conf")
    options = "-c listen_addresses=* -c unix_socket_directories=/tmp -c fsync=off -c shared_buffers=32MB"
    as_postgres(machine, f"pg_ctl start -w -t 600 -D /tmp/pg -l /tmp/pg.log -o '{options}'")


def as_postgres(machine: Machine, lines: str) -> subprocess.CompletedProcess[str]:
    return machine.run(
        "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "bash", "-euo", "pipefail", "-c", lines
    )


def test_the_tutorial_of_three_machines_runs(net: Network) -> None:
    told: dict[str, str] = {}
    for language, note, text in BLOCK.findall((DOCS / "tutorial-studio.md").read_text(encoding="utf-8")):
        if language == "yaml":
            (net.shared / "desk" / (note or "brief.yaml")).write_text(text, encoding="utf-8")
            continue
        where, _, how = note.partition(" ")
        for name in NAMES if where == "everywhere" else [where]:
            told[text] = typed(net, name, how, text)

    doctor = next(printed for text, printed in told.items() if "studio doctor" in text)
    for check in ("database", "queue", "executor"):
        assert re.search(rf"^{check} +all right$", doctor, re.MULTILINE), doctor
    shots = net.shared / "shows" / "FILM" / "shots"
    assert sorted(path.parent.name for path in shots.glob("*/v*/take.json")) == ["010_0010", "010_0020"]
    takes = [
        json.loads((shots / shot / "v001" / "take.json").read_text(encoding="utf-8"))
        for shot in ("010_0010", "010_0020")
    ]
    same = {"build", "simulate"}
    keys = [{step["name"]: step["key"] for step in take["recipe"]["steps"] if step["name"] in same} for take in takes]
    assert keys[0] == keys[1], "the collapse was made once"
    assert "Goes on with what an earlier supervisor left running" in said(net, "two", "run.log")
    assert "<html" in said(net, "three", "wall.html")
    listed = [printed for text, printed in told.items() if "rushes studio takes" in text]
    assert "010_0010" in listed[0]
    assert "010_0020" not in listed[0]
    assert all(shot in listed[-1] for shot in ("010_0010", "010_0020")), "the restored database knows them"
    everything = [path.read_bytes() for path in net.shared.rglob("*") if path.is_file()]
    assert not any(b"choose-another" in data for data in everything), "the password stands in no file that all see"


def typed(net: Network, name: str, how: str, lines: str) -> str:
    """Type lines in a machine; return what they printed."""
    if how == "as postgres":
        return as_postgres(net[name], lines).stdout
    argv = ["bash", "-euo", "pipefail", "-c", f"cd /srv/desk\n{lines}"]
    done = net[name].run(*argv, check=False)
    logs = "\n".join(f"{log.name}: {log.read_text(encoding='utf-8', errors='replace')[-1500:]}" for log in _logs(net))
    assert done.returncode == EXIT_CODES[how], f"{name}: {lines}\n{done.stdout}\n{done.stderr}\n{logs}"
    assert "Traceback" not in done.stderr
    return done.stdout


def _logs(net: Network) -> list[Path]:
    return sorted(net.shared.parent.glob("*/tmp/*.log"))


def said(net: Network, name: str, file: str) -> str:
    return (net.shared.parent / name / "tmp" / file).read_text(encoding="utf-8", errors="replace")
