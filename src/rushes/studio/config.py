"""A studio, described by one file: where it remembers, who runs its steps, where its files go, who watches.

Without a file it is today's laptop: SQLite beside this person's settings, this machine's own processes, no storage, no watch.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from rushes.errors import BadInputError
from rushes.show.document import read_document
from rushes.studio.settings import settings_folder
from rushes.studio.store import spoken_errors

STUDIO_FILE: Final = "studio.yaml"
DATABASE_FILE: Final = "studio.sqlite"

_SQLITE = "sqlite:///"
_POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")
_RAY = re.compile(r"ray(?:://[A-Za-z0-9.\-\[\]:]+:[0-9]{1,5})?")
_STORAGE = re.compile(r"s3://[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9](?:/.*)?|file:///.+")
_WEB = re.compile(r"https?://[^\s/]+.*")
_ADDRESS = re.compile(r"[A-Za-z0-9.\-\[\]:]+:[0-9]{1,5}")

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,39}$")]


class Section(BaseModel):
    """A frozen part of a studio's file; a field that it does not have is an error, and no error repeats what was written."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CacheSection(Section):
    """The finished steps that are kept on this machine.

    Attributes:
        limit_gb: How much room they may take [GB]; None: as much as there is.
    """

    limit_gb: float | None = Field(default=None, gt=0, le=10**6)


class StorageSection(Section):
    """Where finished steps and takes go, so that other machines find them. Keys come from the environment only.

    Attributes:
        url: ``s3://bucket/prefix`` or ``file:///folder``.
        endpoint: Address of a server that speaks S3; Amazon's when left out.
        region: Of the bucket.
    """

    url: str
    endpoint: str | None = None
    region: str | None = None

    @field_validator("url")
    @classmethod
    def _place(cls, value: str) -> str:
        if not _STORAGE.fullmatch(value):
            raise ValueError("write s3://bucket/prefix or file:///folder")
        return value

    @field_validator("endpoint")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return _web(value)


class WatchSection(Section):
    """Who is told how the studio does.

    Attributes:
        log: File of structured log lines (JSON), a path from the folder of the studio's file; none when left out.
        metrics: ``host:port`` where Prometheus reads figures; nowhere when left out.
        room: ``host:port`` where Prometheus reads a review room's figures; nowhere when left out.
        traces: Address of an OpenTelemetry collector (OTLP over HTTP); none when left out.
    """

    log: Path | None = None
    metrics: str | None = None
    room: str | None = None
    traces: str | None = None

    @field_validator("metrics", "room")
    @classmethod
    def _port(cls, value: str | None) -> str | None:
        if value is not None and not _ADDRESS.fullmatch(value):
            raise ValueError("write host:port, such as 127.0.0.1:9464")
        return value

    @field_validator("traces")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return _web(value)


class MachineSection(Section):
    """What tasks may use of this machine, with the local executor; a cluster's machines say it to Ray.

    Attributes:
        cpus: Processors that the tasks of all jobs have together; the system shares them out when left out.
        gpus: The memory of each GPU [GB]; those that are found when left out.
    """

    cpus: int | None = Field(default=None, ge=1, le=4096)
    gpus: tuple[Annotated[float, Field(gt=0, le=10_000)], ...] | None = Field(default=None, max_length=64)


class ShowSection(Section):
    """A show's place among the others on the floor; a number alone is its weight.

    Attributes:
        weight: How much of the floor's time it gets beside the others.
        priority: Its takes go before those of every show with a smaller one.
    """

    weight: float = Field(default=1.0, gt=0, le=1_000)
    priority: int = Field(default=0, ge=-100, le=100)

    @model_validator(mode="before")
    @classmethod
    def _weight_alone(cls, value: object) -> object:
        return {"weight": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class Studio(Section):
    """A studio: machines and people that share one memory.

    Attributes:
        name: Its identity: whoever supervises it, on whichever machine, does so under this name.
        database: ``sqlite:///path`` (a path from the folder of the studio's file) or ``postgresql://user@host/name``. It may hold
            a password, so that it shows as stars; ``database_url`` is what it says, ``database_words`` what people may read.
        executor: ``local``, ``ray`` (a cluster that is found by itself) or ``ray://host:port``.
        workers: Tasks of one step that this machine does beside one another, each on its share of the cores; with 1 no step is divided here.
        machine: What tasks may use of this machine.
        chunk_frames: Frames that are drawn as one task.
        jobs_at_a_time: Takes that are made beside one another.
        tries: How often a job may crash before it is set aside.
        shows: Each show's place among the others, by its name; weight 1 and priority 0 for those that are not named.
        cache: Finished steps on this machine.
        storage: Where finished steps go besides; nowhere when left out.
        watch: Who is told.
    """

    name: Name = "studio"
    database: SecretStr = Field(default_factory=lambda: SecretStr(f"{_SQLITE}{settings_folder() / DATABASE_FILE}"))
    executor: str = "local"
    workers: int = Field(default=1, ge=1, le=256)
    machine: MachineSection = MachineSection()
    chunk_frames: int = Field(default=8, ge=1, le=10_000)
    jobs_at_a_time: int = Field(default=2, ge=1, le=1_000)
    tries: int = Field(default=3, ge=1, le=100)
    shows: dict[str, ShowSection] = Field(default_factory=dict)
    cache: CacheSection = CacheSection()
    storage: StorageSection | None = None
    watch: WatchSection = WatchSection()
    _folder: Path = PrivateAttr(default_factory=settings_folder)
    _is_configured: bool = PrivateAttr(default=False)

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text.startswith(_SQLITE) and len(text) > len(_SQLITE):
            return value
        if _POSTGRESQL.match(text):
            parts = _split(text)
            if parts.path.strip("/"):
                return value
        raise ValueError("write sqlite:///path or postgresql://user@host/name")

    @field_validator("executor")
    @classmethod
    def _known_executor(cls, value: str) -> str:
        if value != "local" and not _RAY.fullmatch(value):
            raise ValueError("write local, ray or ray://host:port")
        return value

    @property
    def folder(self) -> Path:
        """The folder that its file lies in: where paths in it start."""
        return self._folder

    @property
    def is_configured(self) -> bool:
        """Whether there is a file that describes it; without one this is a laptop by itself."""
        return self._is_configured

    @property
    def has_database(self) -> bool:
        """Whether there can be a queue: it is configured, or a database was begun all the same."""
        path = self.database_path
        return self._is_configured or path is None or path.exists()

    @property
    def has_password(self) -> bool:
        """Whether the database's password stands in the address."""
        if not self.is_postgresql:
            return False
        parts = _split(self.database.get_secret_value())
        return ":" in parts.netloc.rpartition("@")[0] or "password=" in parts.query.lower()

    @property
    def is_postgresql(self) -> bool:
        """Whether it remembers in PostgreSQL; in a file otherwise."""
        return bool(_POSTGRESQL.match(self.database.get_secret_value()))

    @property
    def database_path(self) -> Path | None:
        """The database's file, absolute; None for PostgreSQL."""
        if self.is_postgresql:
            return None
        return (self._folder / self.database.get_secret_value().removeprefix(_SQLITE)).absolute()

    @property
    def database_url(self) -> str:
        """The database's address as SQLAlchemy takes it, with the password that may be in it: not for anybody's eyes."""
        path = self.database_path
        if path is not None:
            return f"{_SQLITE}{path}"
        return _POSTGRESQL.sub("postgresql+psycopg://", self.database.get_secret_value(), count=1)

    @property
    def database_words(self) -> str:
        """The database's address for people: without a password."""
        path = self.database_path
        return str(path) if path is not None else without_password(self.database.get_secret_value())


def load_studio() -> Studio:
    """Return the studio that this machine works for: ``RUSHES_STUDIO`` names its file, ``studio.yaml`` in the settings does otherwise.

    Raises:
        BadInputError: The file that the environment names is not there, can't be read, or says something that a studio has not.
    """
    named = os.environ.get("RUSHES_STUDIO")
    path = Path(named).expanduser() if named else settings_folder() / STUDIO_FILE
    if not named and not os.path.lexists(path):
        return Studio()
    return read_studio(path)


def read_studio(path: Path) -> Studio:
    """Read a studio's file.

    Raises:
        BadInputError: As ``load_studio``.
    """
    fields = read_document(path)
    try:
        studio = Studio.model_validate(fields)
    except ValidationError as error:
        raise BadInputError(_sentence(path, error)) from None  # what was written may be a password
    studio._folder = path.absolute().parent  # noqa: SLF001 - where it was read from is no field of it
    studio._is_configured = True  # noqa: SLF001 - as above
    return studio


def begin_studio(name: str, database: str | None) -> tuple[Studio, Path, bool]:
    """Write a studio's file where ``load_studio`` looks for it, unless there is one.

    Args:
        name: Its identity.
        database: Its address; a file of SQLite among the settings when None.

    Returns:
        The studio, its file, and whether that is new.

    Raises:
        BadInputError: A field is wrong, the file can't be written, or it is there and names another database.
    """
    named = os.environ.get("RUSHES_STUDIO")
    path = Path(named).expanduser().absolute() if named else settings_folder() / STUDIO_FILE
    if os.path.lexists(path):
        studio = read_studio(path)
        if database is not None and database != studio.database.get_secret_value():
            raise BadInputError(f"{path} is a studio already, with another database. Change it there, by hand.")
        return studio, path, False
    fields = {"name": name} | ({} if database is None else {"database": database})
    try:
        Studio.model_validate(fields)
    except ValidationError as error:
        raise BadInputError(_sentence(path, error)) from None  # as above
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        lines = (f"{field}: {json.dumps(value)}" for field, value in fields.items())
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return read_studio(path), path, True


def without_password(url: str) -> str:
    """Return an address without the password in it, in its middle or among its parameters."""
    try:
        parts = _split(url)
    except ValueError:
        return "a database"
    user, _, host = parts.netloc.rpartition("@")
    user = quote(unquote(user.partition(":")[0]), safe="")
    query = "&".join(one for one in parts.query.split("&") if one and not one.lower().startswith("password="))
    return urlunsplit((parts.scheme, f"{user}@{host}" if user else host, parts.path, query, ""))


def _split(url: str) -> Any:  # noqa: ANN401 - urllib's own result
    return urlsplit(_POSTGRESQL.sub("postgresql://", url, count=1))


def _web(value: str | None) -> str | None:
    if value is not None and not _WEB.fullmatch(value):
        raise ValueError("write an address, such as http://127.0.0.1:4318")
    return value


def _sentence(path: Path, error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        inside: type[Section] = Studio
        for part in first["loc"][:-1]:
            inside = _SECTIONS.get(str(part), inside)
        where = "a studio" if inside is Studio else str(first["loc"][0])
        return f'{path}: "{field}" is no field of {where}. It has {", ".join(inside.model_fields)}.'
    said = first["msg"].removeprefix("Value error, ")
    return f"{path}: {field}: {said[0].lower()}{said[1:]}. Correct it there (docs/studio.md says what it may hold)."


_SECTIONS: Final[dict[str, type[Section]]] = {
    "cache": CacheSection,
    "machine": MachineSection,
    "storage": StorageSection,
    "watch": WatchSection,
    "shows": ShowSection,
}
