"""The databases that tests run on: SQLite, and a real PostgreSQL that is started for the session and gone with it.

``database_url`` runs a test once on each. ``postgres`` is the server itself, for tests that kill it or cut it off.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from rushes.studio import guard

PASSWORD = "a-password-that-nobody-may-see"  # noqa: S105 - of a server that lives as long as the tests
"""The server asks for it, so that tests can look whether it is shown anywhere."""

_COUNT = itertools.count()
_STARTS_S = 120.0


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where it is not installed."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class Postgres:
    """A PostgreSQL server of the tests' own, on a free port of this machine. It dies with the tests, however they end."""

    def __init__(self, bin_folder: Path, also: str = "") -> None:
        """Prepare it; ``also`` is another address of this machine that it listens at."""
        self.bin_folder, self.also = bin_folder, also
        self.folder = Path(tempfile.mkdtemp(prefix="rushes-postgres-"))
        self.data = self.folder / "data"
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._as_user: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to be root
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self._as_user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        self._init()

    def _init(self) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD, encoding="ascii")
        secret.chmod(0o644)
        asked = ["--no-sync", "--username=rushes", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        done = subprocess.run(
            [*self._as_user, str(self.bin_folder / "initdb"), "-D", str(self.data), f"--pwfile={secret}", *asked],
            cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        if self.also:
            with (self.data / "pg_hba.conf").open("a", encoding="ascii") as rules:
                rules.write(f"host all all {self.also}/24 scram-sha-256\n")

    def start(self) -> None:
        """Start it and wait until it answers. After a kill it mends itself first.

        It leaves the disk to itself (``fsync`` off), which loses nothing when only processes are killed.
        """
        settings = {
            "fsync": "off", "full_page_writes": "off", "max_connections": "60",
            "shared_buffers": "32MB", "dynamic_shared_memory_type": "mmap", "listen_addresses": ",".join(filter(None, ("127.0.0.1", self.also))),
            "unix_socket_directories": str(self.folder), "port": str(self.port), "password_encryption": "scram-sha-256",
        }  # fmt: skip
        options = [f"--{name}={value}" for name, value in settings.items()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__, str(os.getpid()), *self._as_user,
                 str(self.bin_folder / "postgres"), "-D", str(self.data), *options],
                cwd="/", stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + _STARTS_S
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                self.connect("postgres").close()
                return
            log_text = (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
            assert self._process.poll() is None, log_text
            assert time.monotonic() < until, log_text
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill it as kill -9 does: whoever is connected loses the connection; what was committed stays."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Stop it in good order."""
        self._signal(signal.SIGINT)

    def _signal(self, sent: signal.Signals) -> None:
        if self._process is None:
            return
        with contextlib.suppress(OSError, ValueError):
            os.kill(int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0]), sent)
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process = None

    def connect(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection to a database; each statement is a transaction of its own."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="rushes", password=PASSWORD, dbname=name, autocommit=True,
            connect_timeout=10,
        )  # fmt: skip

    def url(self, name: str) -> str:
        """Return a database's address, password included, as a studio's file holds it."""
        return f"postgresql://rushes:{PASSWORD}@{self.also or '127.0.0.1'}:{self.port}/{name}"

    def fresh(self) -> str:
        """Make a database with nothing in it, and return its name."""
        name = f"t{os.getpid()}_{next(_COUNT)}"
        with self.connect("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{name}" STRATEGY file_copy'.encode())
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        with self.connect("postgres") as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def close(self) -> None:
        """Stop it and remove all that it wrote."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A server for the whole session; ask for ``postgres``, which sees to it that it runs."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_libraries --services says how)")
    server = Postgres(found)
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def postgres(postgres_server: Postgres) -> Iterator[Postgres]:
    """The running server; a test that killed it leaves it running for the next."""
    yield postgres_server
    if postgres_server._process is None:
        postgres_server.start()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a fresh database on the real server, gone after the test."""
    name = postgres.fresh()
    yield postgres.url(name)
    if postgres._process is None:
        postgres.start()
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database, as a studio's file holds it: the test runs on SQLite, and again on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'studio.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def studio_file(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A studio's file with a fresh database, which is the studio of this test and of every process that it starts."""
    path = tmp_path / "studio.yaml"
    path.write_text(f'name: test\ndatabase: "{database_url}"\n', encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", str(path))
    return path


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
