"""Two machines and a storage between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bucket import KEY, SECRET, Bucket, served
from rushes.studio.storage import Storage, fetching, manifest, pushing
from stored import PIECE, Machine, storage_at


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    with served(tmp_path_factory.mktemp("buckets")) as found:
        yield found


@pytest.fixture
def bucket(server: tuple[Path, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    bucket = Bucket(*server)
    yield bucket
    bucket.close()


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (manifest, pushing, fetching):
        monkeypatch.setattr(module, "PIECE_BYTES", PIECE)


@pytest.fixture
def storage(bucket: Bucket, small_pieces: None) -> Storage:
    return storage_at(bucket.url, bucket.endpoint)


@pytest.fixture(params=["s3", "file"])
def either(request: pytest.FixtureRequest, tmp_path: Path, small_pieces: None) -> Callable[[], Storage]:
    """A way to the storage that each machine opens for itself: a bucket, or a folder."""
    if request.param == "file":
        (tmp_path / "shared").mkdir()
        return lambda: storage_at(f"file://{tmp_path}/shared")
    bucket = request.getfixturevalue("bucket")
    return lambda: storage_at(bucket.url, bucket.endpoint)


@pytest.fixture
def here(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "there")
