"""The review room over TLS: its own, and behind the proxy that ``deploy/nginx.conf`` describes; no forged header changes where it thinks it is."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rushes.review.web.app import create
from rushes.review.web.serving import behind as believing
from rushes.review.web.serving import listening
from rushes.review.web.team import TeamAccess
from rushes.review.web.team_file import Team
from rushes.show import Show

if TYPE_CHECKING:
    import httpx

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PAGE = {"accept": "text/html"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that it signed itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "room.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "room.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "room.pem", folder / "room.key"


@contextlib.contextmanager
def room(folder: Path, address: str, port: int, proxies: tuple[str, ...] = (), **tls: Path) -> Iterator[None]:
    """A team's room on a port, which people reach at an address."""
    show = Show.init(folder / "SHOW", Fraction(24))
    team = Team("http://127.0.0.1:1", "rushes", "", address, "127.0.0.1", port)
    with contextlib.closing(listening("127.0.0.1", port)) as door:
        config = uvicorn.Config(
            believing(create(show, TeamAccess(team)), proxies), log_level="error", proxy_headers=False, timeout_graceful_shutdown=1,
            ssl_certfile=tls.get("certificate"), ssl_keyfile=tls.get("key"),
        )  # fmt: skip
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: server.run(sockets=[door]))
        thread.start()
        wait_for(lambda: server.started)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(60)


def wait_for(ready: Callable[[], object]) -> None:
    until = time.monotonic() + 120
    while not ready():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


def is_open(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    return False


@pytest.fixture
def behind(tmp_path: Path, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a room behind nginx as ``deploy/nginx.conf`` has it."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("nginx is not installed")
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    inner, outer = free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "/tmp/": f"{tmp_path}/",  # noqa: S108 - a path in the file
        "review:8321": f"127.0.0.1:{inner}",
        "listen 8443": f"listen 127.0.0.1:{outer}",
        "/etc/nginx/tls/room.pem": str(pair[0]),
        "/etc/nginx/tls/room.key": str(pair[1]),
    }.items():
        assert old in text
        text = text.replace(old, new)
    config = tmp_path / "nginx.conf"
    config.write_text(text, encoding="utf-8")
    tried = subprocess.run([program, "-t", "-q", "-c", str(config)], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    with (
        room(tmp_path, f"https://localhost:{outer}", inner, ("127.0.0.1/32",)),
        subprocess.Popen([program, "-c", str(config), "-g", "daemon off;"]) as proxy,
    ):
        try:
            wait_for(lambda: is_open(outer))
            yield f"https://localhost:{outer}"
        finally:
            proxy.terminate()


def client(pair: tuple[Path, Path]) -> httpx.Client:
    import httpx

    return httpx.Client(verify=ssl.create_default_context(cafile=str(pair[0])), headers=PAGE, timeout=120)


def test_behind_the_proxy_it_answers_over_tls(behind: str, pair: tuple[Path, Path]) -> None:
    with client(pair) as browser:
        found = browser.get(f"{behind}/")
        assert found.status_code == 401
        assert "Sign in" in found.text
        assert found.headers["strict-transport-security"] == "max-age=31536000"
        assert "content-security-policy" in found.headers
        assert "nginx/" not in found.headers.get("server", "")


@pytest.mark.parametrize(
    "forged",
    [
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example;proto=http"},
        {"x-forwarded-proto": "http"},
        {"x-forwarded-prefix": "/evil"},
    ],
)
def test_what_a_browser_forges_changes_nothing(behind: str, pair: tuple[Path, Path], forged: dict[str, str]) -> None:
    with client(pair) as browser:
        right, wrong = browser.get(f"{behind}/"), browser.get(f"{behind}/", headers=forged)
        assert (wrong.status_code, wrong.text) == (right.status_code, right.text)
        assert "evil" not in wrong.text + str(wrong.headers)


def test_another_host_s_name_is_not_answered_even_with_the_right_one_forwarded(
    behind: str, pair: tuple[Path, Path]
) -> None:
    own = behind.removeprefix("https://")
    with client(pair) as browser:
        refused = browser.get(f"{behind}/", headers={"host": "evil.example", "x-forwarded-host": own})
        assert refused.status_code >= 400
        assert refused.status_code != 401, "it asked somebody to sign in who came by another name"


def guesses(address: str, source: str, *, verify: object = True, forged: bool = False) -> int:
    """Guess at a room's door from an address until it says that it is too often; return how often it did not."""
    import httpx

    with httpx.Client(transport=httpx.HTTPTransport(local_address=source, verify=verify), timeout=120) as guesser:  # type: ignore[arg-type] # as httpx takes it
        for count in range(60):
            headers = {"x-forwarded-for": f"10.0.0.{count}"} if forged else {}
            if guesser.get(f"{address}/sign-in/guess", headers=headers).status_code == 429:
                return count
    return 60


def test_behind_the_proxy_each_address_guesses_for_itself_and_can_not_pretend(
    behind: str, pair: tuple[Path, Path]
) -> None:
    trusted = ssl.create_default_context(cafile=str(pair[0]))
    assert 20 <= guesses(behind, "127.0.0.1", verify=trusted, forged=True) < 60
    assert guesses(behind, "127.0.0.2", verify=trusted) >= 20, "somebody else's guesses were held against them"


def test_only_a_proxy_that_the_room_names_is_believed_who_asks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with room(tmp_path, address, port, ("127.0.0.2/32",)):
        assert guesses(address, "127.0.0.2", forged=True) == 60, "each was somebody else, says who is believed"
        assert guesses(address, "127.0.0.3", forged=True) < 60
        assert guesses(address, "127.0.0.2") >= 20, "what it says of itself alone"


def test_a_body_that_is_too_large_stops_at_the_proxy(behind: str, pair: tuple[Path, Path]) -> None:
    with client(pair) as browser:
        assert browser.post(f"{behind}/api/anything", content=b"x" * (1 << 20 | 1)).status_code == 413


def test_the_room_s_own_tls_answers_those_who_trust_its_certificate(tmp_path: Path, pair, monkeypatch) -> None:
    import httpx

    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    port = free_port()
    with room(tmp_path, f"https://localhost:{port}", port, certificate=pair[0], key=pair[1]):
        with client(pair) as browser:
            assert browser.get(f"https://localhost:{port}/").status_code == 401
        with httpx.Client(timeout=120) as stranger, pytest.raises(httpx.ConnectError):
            stranger.get(f"https://localhost:{port}/")


@pytest.mark.browser
def test_over_tls_a_browser_has_its_decoder_and_its_keys(tmp_path: Path, pair, monkeypatch) -> None:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "The browser is missing: run scripts/system_libraries --browser."
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    port = free_port()
    with (
        room(tmp_path, f"https://localhost:{port}", port, certificate=pair[0], key=pair[1]),
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.goto(f"https://localhost:{port}/", timeout=120_000)
        has = page.evaluate("[isSecureContext, typeof VideoDecoder, typeof crypto.subtle, location.protocol]")
        browser.close()
    assert has == [True, "function", "object", "https:"]
