"""A PostgreSQL server for the length of a benchmark, with its disk taken seriously, as a studio's is."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from rushes.errors import BadInputError
from rushes.studio import guard

_STARTS_S = 60.0


class SmallPostgres:
    """A server on a free port of this machine, with its own defaults; use it as a context manager. It dies with the benchmark."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        which = str(found[-1]) if found else shutil.which("initdb")
        if which is None:
            raise BadInputError("PostgreSQL is not installed: `scripts/system_libraries --services` says how.")
        self._programs = Path(which).parent
        self._folder = Path(tempfile.mkdtemp(prefix="rushes-bench-postgres-"))
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            self._port = int(asked.getsockname()[1])
        self._as: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to be root
            account = pwd.getpwnam("postgres")
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            self._as = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]

    @property
    def url(self) -> str:
        """The address of its one database."""
        return f"postgresql://rushes@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> Self:
        data = self._folder / "data"
        options = ["--username=rushes", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        subprocess.run(
            [*self._as, str(self._programs / "initdb"), "-D", str(data), *options],
            cwd="/",
            check=True,
            capture_output=True,
        )
        asked = ["--listen_addresses=127.0.0.1", f"--port={self._port}", f"--unix_socket_directories={self._folder}"]
        self._server = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__, str(os.getpid()), *self._as, str(self._programs / "postgres"),
             "-D", str(data), *asked],
            cwd="/", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + _STARTS_S
        while time.monotonic() < until:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url).close()
                return self
            time.sleep(0.1)
        self.__exit__(None, None, None)
        raise BadInputError(f"PostgreSQL in {self._programs} does not start. Start it by hand to see why.")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError, ValueError):
            pid = int((self._folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
            os.kill(pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self._server.wait(timeout=30)
        if self._server.stdin is not None:
            self._server.stdin.close()
        self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
