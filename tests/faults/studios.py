"""What a kind of show needs besides its folder: a studio's file, a database, a bucket, another machine."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from attacked import Attacked

TRIES = 3
"""How often a job may crash in the studios here."""

_STUDIOS = itertools.count()


class Services:
    """Servers that shows need, each started when it is first asked for."""

    def __init__(self) -> None:
        """Start none yet."""
        self._stack, self._postgres, self._s3 = ExitStack(), None, None

    def use(self, postgres: Any) -> None:
        """Take a PostgreSQL that runs already, and belongs to somebody else."""
        self._postgres = postgres

    @property
    def postgres(self) -> Any:
        """A running PostgreSQL."""
        if self._postgres is None:
            self._postgres = new_postgres()
            self._stack.callback(self._postgres.close)
        if self._postgres._process is None:
            self._postgres.start()
        return self._postgres

    @property
    def s3(self) -> tuple[Path, int]:
        """A server that speaks S3: its folder and its port."""
        from bucket import served

        if self._s3 is None:
            folder = self._stack.enter_context(
                tempfile.TemporaryDirectory(prefix="rushes-s3-", ignore_cleanup_errors=True)
            )
            self._s3 = self._stack.enter_context(served(Path(folder)))
        return self._s3

    def close(self) -> None:
        """Stop them."""
        self._stack.close()


def new_postgres(also: str = "") -> Any:
    """Start a PostgreSQL, which may be reached at another address of this machine, too."""
    from database import Postgres, programs

    found = programs()
    if found is None:
        raise SystemExit("PostgreSQL is not installed: its attacks can't be made.")
    server = Postgres(found, also)
    server.start()
    return server


@contextmanager
def equipped(attacked: Attacked, kind: str, services: Services) -> Iterator[None]:
    """Give a show what its kind needs, as long as it lasts."""
    with ExitStack() as stack:
        told: dict[str, Any] = {"name": f"faults{os.getpid()}-{next(_STUDIOS)}", "tries": TRIES}
        if kind in {"database", "floor_database"}:
            attacked.postgres = services.postgres
        if kind == "network":
            from machine import machine

            attacked.machine = stack.enter_context(machine())
            attacked.postgres = new_postgres(attacked.machine.here)
            stack.callback(attacked.postgres.close)
        if kind == "storage":
            told["storage"] = _bucket(attacked, services, stack)
        if attacked.postgres is not None:
            told["database"] = attacked.postgres.url(attacked.postgres.fresh())
        elif kind == "floor":
            told["database"] = f"sqlite:///{attacked.folder / 'studio.sqlite'}"
        if kind not in {"file", "blender"}:
            attacked.env["RUSHES_STUDIO"] = str(studio_file(attacked.folder, told))
        yield


def studio_file(folder: Path, told: dict[str, Any]) -> Path:
    """Write a studio's file, and make its database's tables if it names one; return its path."""
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database, migrate

    path = folder / "studio.yaml"
    path.write_text(json.dumps(told), encoding="utf-8")
    if "database" in told:
        before = os.environ.get("RUSHES_STUDIO")
        os.environ["RUSHES_STUDIO"] = str(path)
        try:
            with Database(load_studio()) as database:
                migrate(database)
        finally:
            with contextlib.suppress(KeyError):
                del os.environ["RUSHES_STUDIO"]
            if before is not None:
                os.environ["RUSHES_STUDIO"] = before
    return path


def _bucket(attacked: Attacked, services: Services, stack: ExitStack) -> dict[str, str]:
    from bucket import KEY, SECRET, Bucket

    attacked.bucket = Bucket(*services.s3)
    stack.callback(attacked.bucket.close)
    attacked.env |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    attacked.forks = False  # the bucket's proxy is a thread of this process, which a copy would lack
    return {"url": attacked.bucket.url, "endpoint": attacked.bucket.endpoint}
