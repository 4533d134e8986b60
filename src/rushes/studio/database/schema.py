"""The generations of a studio's tables: where a database stands, and how it is brought to what this Rushes knows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from rushes.errors import BadInputError
from rushes.studio.database.engine import Database

VERSION_TABLE: Final = "rushes_schema"
"""Where a database says of which generation it is; DBOS and whoever else lives there have names of their own."""

MIGRATING: Final = 0x52757368
"""The number under which PostgreSQL lets one process at a time change the tables."""


def generations() -> tuple[str, ...]:
    """Return every generation that ever was, oldest first."""
    return tuple(reversed([str(one.revision) for one in _scripts().walk_revisions()]))


def newest() -> str:
    """Return the generation that this Rushes knows."""
    return generations()[-1]


def generation_of(database: Database) -> str | None:
    """Return a database's generation; None where nothing of ours is yet.

    Raises:
        NotNowError: The database does not answer.
        BadInputError: It can't be read.
    """
    path = database.studio.database_path
    if path is not None and not path.exists():
        return None
    with database.reading() as connection:
        return current(connection)


def current(connection: Connection) -> str | None:
    """Return the generation that a connection finds."""
    if not sqlalchemy.inspect(connection).has_table(VERSION_TABLE):
        return None
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def migrate(database: Database, to: str | None = None) -> tuple[str | None, str]:
    """Bring a database to a generation, whole or not at all; return where it was, and where it is.

    Args:
        database: Empty, or of any generation.
        to: The newest when left out.

    Raises:
        BadInputError: It is of a generation that this Rushes does not know.
        NotNowError: It does not answer.
    """
    with database.writing() as connection:
        return upgrade(connection, to or newest())


def upgrade(connection: Connection, to: str) -> tuple[str | None, str]:
    """As ``migrate``, within a transaction that goes on."""
    if connection.dialect.name == "postgresql":
        connection.execute(sqlalchemy.select(sqlalchemy.func.pg_advisory_xact_lock(MIGRATING)))
    before = current(connection)
    _known(before)
    if before == to:
        return before, to
    scripts = _scripts()

    def steps(revision: Any, _context: object) -> Any:  # noqa: ANN401 - Alembic's own steps, of which it hands out no type
        return scripts._upgrade_revs(to, revision)  # noqa: SLF001 - as alembic.command.upgrade does

    with EnvironmentContext(_config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, version_table=VERSION_TABLE, transactional_ddl=True)
        environment.run_migrations()
    return before, to


def check_generation(database: Database) -> None:
    """See to it that a database is of the generation that this Rushes knows.

    Raises:
        BadInputError: It is not; the sentence says what to do.
        NotNowError: It does not answer.
    """
    found = generation_of(database)
    if found == newest():
        return
    if found is None:
        raise BadInputError(f"{database.words} is no studio's database yet. Start it with: rushes studio init")
    _known(found)
    raise BadInputError(
        f"{database.words} is of generation {found}, and this Rushes knows {newest()}. Bring it there with: rushes studio "
        "migrate (`rushes studio backup` first)."
    )


def _known(found: str | None) -> None:
    if found is not None and found not in generations():
        raise BadInputError(
            f"The studio's database is of generation {found}, which this Rushes does not know: it knows up to {newest()}. "
            "Install the Rushes that made it, or a newer one."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@lru_cache(maxsize=1)
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
