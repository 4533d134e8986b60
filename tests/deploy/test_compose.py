"""Each part of ``compose.yaml`` works without Docker: commands parse, health checks tell well from ill, files that are named are there."""

from __future__ import annotations

import http.server
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from own_commands import parsed
from rushes.studio.config import read_studio

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = [name for name, one in SERVICES.items() if one.get("image") == "rushes:local" and "entrypoint" not in one]
RAY = [name for name, one in SERVICES.items() if one.get("entrypoint") == ["ray"]]


def test_the_parts_are_there() -> None:
    assert set(SERVICES) == {"database", "migrate", "supervisor", "review", "head", "worker", "proxy"}
    for name, one in SERVICES.items():
        assert "latest" not in one["image"], name
        assert "privileged" not in one, name
        for needed in one.get("depends_on", ()):
            assert needed in SERVICES
        for secret in one.get("secrets", ()):
            assert secret in COMPOSE["secrets"]
    for name in (*OURS, *RAY):
        assert SERVICES[name]["read_only"], name
        assert SERVICES[name]["cap_drop"] == ["ALL"], name


def test_no_secret_stands_in_the_file() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert not re.search(r"(?i)(password|secret_access_key|secret)\s*[:=]\s*[A-Za-z0-9+/]{6,}\s*$", text, re.MULTILINE)


@pytest.mark.parametrize("name", OURS)
def test_what_a_container_runs_is_a_command_of_ours(name: str) -> None:
    assert parsed([re.sub(r"\$\{SHOW:-(\w+)\}", r"\1", part) for part in SERVICES[name]["command"]])


def test_what_head_and_worker_run_ray_knows() -> None:
    program = Path(sys.executable).with_name("ray")
    if not program.exists():
        pytest.skip("Ray is not installed")
    said = subprocess.run([program, "start", "--help"], capture_output=True, text=True, check=True, timeout=300).stdout
    for name in RAY:
        start, *options = SERVICES[name]["command"]
        assert start == "start"
        assert [option for option in options if option.partition("=")[0] not in said] == []


def test_the_studio_s_file_is_one() -> None:
    studio = read_studio(DEPLOY / "studio.yaml")
    assert studio.is_postgresql
    assert "password" not in (DEPLOY / "studio.yaml").read_text()
    assert str(studio.watch.metrics) in " ".join(SERVICES["supervisor"]["healthcheck"]["test"])


def checked(name: str, port: int) -> int:
    """Run a service's health check for real, at another port; return its exit code."""
    kind, program, *arguments = SERVICES[name]["healthcheck"]["test"]
    assert kind == "CMD"
    assert program == "python"
    argv = [sys.executable, *(re.sub(r"9464|8321", str(port), one) for one in arguments)]
    return subprocess.run(argv, capture_output=True, check=False, timeout=120).returncode


@contextmanager
def answering() -> Iterator[int]:
    class Well(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in {"/metrics", "/"} else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Well) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["supervisor", "review"])
def test_a_health_check_tells_well_from_ill(name: str) -> None:
    with answering() as port:
        assert checked(name, port) == 0
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert checked(name, nobody.getsockname()[1]) != 0


def test_the_database_s_health_check_runs(postgres) -> None:
    kind, program, *arguments = SERVICES["database"]["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "pg_isready")
    ready = postgres.bin_folder / program
    if not ready.exists():
        pytest.skip("pg_isready is not installed")
    for port, code in ((postgres.port, 0), (1, 2)):
        argv = [ready, *arguments, "-h", "127.0.0.1", "-p", str(port)]
        assert subprocess.run(argv, capture_output=True, check=False, timeout=120).returncode == code


def test_what_it_mounts_from_here_lies_here_or_is_told_of() -> None:
    told = (DEPLOY.parent / "docs" / "deployment.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:\./|file: )([\w./-]+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert named >= {"studio.yaml", "nginx.conf", "secrets/pgpass"}
    for name in named - {"deploy/Containerfile"}:  # from the folder above
        assert (DEPLOY / name).exists() or name in told, name


def test_the_image_installs_extras_that_there_are() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    extras = re.search(r"\.whl\)\[([a-z,]+)\]", text)
    assert extras
    project = (DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert all(re.search(rf"^{extra} = \[", project, re.MULTILINE) for extra in extras[1].split(","))
    assert "USER rushes" in text


def test_podman_or_docker_would_read_it() -> None:
    program = shutil.which("docker")
    if program is None or subprocess.run([program, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not installed")
    said = subprocess.run(
        [program, "compose", "-f", DEPLOY / "compose.yaml", "config", "-q"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
