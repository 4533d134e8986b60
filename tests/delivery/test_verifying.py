"""A package in a stranger's hands: whole, or with one thing wrong; by the command, and by the page in a real browser."""

import hashlib
import json
import shutil
from datetime import UTC, datetime

import pytest

from rushes.delivery.deliver import deliver
from rushes.delivery.page import page_text, write_page
from rushes.delivery.profile import parse_profile
from rushes.delivery.verifying import verify_package
from rushes.errors import BadInputError
from rushes.provenance import Authority, trust_roots
from small_house import House

TINY = """
name: tiny
title: Tiny
deliverables:
  - kind: exr
    name: "{shot}/{show}_{shot}_{element}_{version}.{frame:4}.exr"
  - kind: sound
    name: "{shot}/{show}_{shot}_{version}.wav"
    layout: stereo
"""


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A package, the sender's root, and the decision behind it; made once."""
    from fractions import Fraction

    from rushes.show import Show

    folder = tmp_path_factory.mktemp("sent")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUSHES_HOME", str(folder / "home"))
        house = House(Show.init(folder / "DEMO", Fraction(24)))
        house.take(frames=3, handles=0)
        deliver(house.show, parse_profile(TINY, "tiny.yaml"), folder / "OUT")
        (folder / "root.pem").write_text(trust_roots(), encoding="ascii")
    [decision] = (house.show.shot_folder("020_0150") / "decisions").glob("*.json")
    return folder / "OUT", (folder / "root.pem").read_text(encoding="ascii"), decision


@pytest.fixture
def package(sent, tmp_path):
    return shutil.copytree(sent[0], tmp_path / "PACKAGE")


@pytest.fixture
def root(sent):
    return sent[1]


def changed(path, data):
    path.write_bytes(data)


def flip(path, at=-20):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def relist(package, change):
    record = json.loads((package / "package.json").read_bytes())
    change(record)
    (package / "package.json").write_text(json.dumps(record), encoding="utf-8")


FRAME = "020_0150/DEMO_020_0150_comp_v001.1002.exr"
SOUND = "020_0150/DEMO_020_0150_v001.wav"


def test_a_whole_package_is_trusted_by_whoever_has_the_root_and_valid_to_others(package, root, tmp_path):
    told = []
    found = verify_package(package, trust_roots=root, progress=lambda done, total: told.append((done, total)))
    assert (found.state, found.problems) == ("trusted", ())
    assert dict(found.details)["files"] == "6 of 6 sealed and untouched"
    assert dict(found.details)["takes"] == "020_0150 v001"
    assert dict(found.details)["decisions"].startswith("1 named by their ids; their signed words stay with the sender")
    assert dict(found.details)["approved"].startswith("020_0150 v001: supervisor: circle (")
    assert told == [(done, 6) for done in range(1, 7)]
    other = Authority.open(tmp_path / "somebody else").root_pem
    assert verify_package(package, trust_roots=other).state == "valid"


WRONG = {
    "a bit of a frame": (lambda one: flip(one / FRAME), "1002.exr: its bytes are not those that package.json lists."),
    "a bit of a sound": (lambda one: flip(one / SOUND), ".wav: its bytes are not those"),
    "a frame is gone": (lambda one: (one / FRAME).unlink(), f"{FRAME} is missing."),
    "a seal is gone": (lambda one: (one / f"manifests/{FRAME}.c2pa").unlink(), f"{FRAME}: its seal, manifests/"),
    "a bit of a seal": (lambda one: flip(one / f"manifests/{FRAME}.c2pa", 900), "manifests/020_0150"),
    "something was added": (lambda one: changed(one / "020_0150" / "more.exr", b"x"), "020_0150/more.exr was added"),
    "the record was written anew": (
        lambda one: relist(one, lambda record: record.update(show="OTHER")),
        "package.json",
    ),
    "a path leads out": (
        lambda one: relist(one, lambda record: record["files"].append({"path": "../../etc/passwd", "sha256": ""})),
        '"../../etc/passwd" leads out of the package.',
    ),
    "another take's name": (
        lambda one: relist(one, lambda record: record["takes"][0].update(version="v002")),
        "its seal speaks of another take",
    ),
    "another take's frames": (
        lambda one: relist(one, lambda record: record["takes"][0].update(frames_sha256="0" * 64)),
        "its seal speaks of another take",
    ),
    "a record of another shape": (
        lambda one: relist(one, lambda record: record.update(takes=[7, {"files": "x"}], checksums=["y"])),
        "was added: package.json does not list it.",
    ),
    "a page that lies": (
        lambda one: changed(one / "verify.html", b"All is well."),
        "verify.html: its bytes are not those",
    ),
    "a bit of the hash list": (
        lambda one: flip(next((one / "ascmhl").glob("*.mhl")), 300),
        "ascmhl",
    ),
    "entities in the hash list": (
        lambda one: changed(next((one / "ascmhl").glob("*.mhl")), b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "can't be read",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_one_thing_that_is_wrong_is_told(package, root, what):
    spoil, said = WRONG[what]
    spoil(package)
    found = verify_package(package, trust_roots=root)
    assert found.state == "tampered"
    assert any(said in problem for problem in found.problems), found.problems


def test_decisions_that_are_enclosed_are_checked(package, root, sent):
    enclosed = package / "decisions" / sent[2].name
    enclosed.parent.mkdir()
    enclosed.write_bytes(sent[2].read_bytes())
    found = verify_package(package, trust_roots=root)
    assert (found.state, found.problems) == ("trusted", ())
    assert dict(found.details)["decisions"].startswith("1 of 1 enclosed")
    document = json.loads(sent[2].read_bytes())
    enclosed.write_text(json.dumps({**document, "verdict": "hold"}), encoding="utf-8")
    [problem] = verify_package(package, trust_roots=root).problems
    assert "its signature does not hold" in problem


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": "rushes/package/9"}'])
def test_what_is_no_package_is_one_sentence(package, root, text):
    (package / "package.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=r"package\.json"):
        verify_package(package, trust_roots=root)


def test_the_command_gives_one_verdict_and_writes_the_page(package, rushes, sent):
    certificate = package.with_name("root.pem")
    certificate.write_text(sent[1], encoding="ascii")
    code, out, _ = rushes("verify", str(package), "--root", str(certificate), "--page", "--json")
    assert code == 0
    assert out.startswith("untouched since it was sealed, by a signer you trust.")
    assert json.loads(out.splitlines()[-1])["state"] == "trusted"
    assert (package / "verify.html").read_text(encoding="utf-8") == page_text()
    assert rushes("verify", str(package), "--root", str(certificate))[0] == 0
    flip(package / FRAME)
    code, out, _ = rushes("verify", str(package), "--root", str(certificate))
    assert code == 5
    assert f"problem: {FRAME}: its bytes" in out
    assert rushes("verify", str(package / "package.json"), "--page")[0] == 2


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "The browser is missing: run scripts/system_libraries --browser."
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program)
        yield opened
        opened.close()


@pytest.fixture
def looked(browser, package):
    """Open the page from the disk, without a network, give it the package, and return its verdict and its problems."""
    place = write_page(package)
    page = browser.new_context(offline=True).new_page()
    errors, asked = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))

    def look():
        page.goto(place.as_uri())
        page.locator("#folder").set_input_files(package)
        page.locator("#verdict.good, #verdict.bad").wait_for()
        assert not errors
        assert asked == [place.as_uri()] * len(asked)
        return page.locator("#verdict").inner_text(), page.locator("#problems li").all_inner_texts()

    look.page = page
    yield look
    page.context.close()


@pytest.mark.browser
def test_the_page_finds_a_whole_package_whole_and_says_what_it_can_not_say(looked):
    verdict, problems = looked()
    assert verdict == "Whole: 6 files, each with the bytes that package.json lists. Who sealed it, the command says."
    assert problems == []
    assert looked.page.locator("#takes td").all_inner_texts()[:2] == ["020_0150 v001", "4"]
    assert "who sealed it" in looked.page.locator("main").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("what", ["a bit of a frame", "a frame is gone", "a seal is gone", "something was added"])
def test_the_page_tells_what_is_wrong(looked, package, what):
    spoil, said = WRONG[what]
    spoil(package)
    verdict, problems = looked()
    assert verdict.startswith("This is not what was packed:")
    assert any(said.partition(",")[0] in problem for problem in problems), problems


@pytest.mark.browser
def test_the_page_checks_the_signature_of_a_decision(looked, package, sent):
    enclosed = package / "decisions" / sent[2].name
    enclosed.parent.mkdir()
    enclosed.write_bytes(sent[2].read_bytes())
    assert looked()[1] == []
    document = json.loads(sent[2].read_bytes())
    enclosed.write_text(json.dumps({**document, "decided_at": datetime.now(UTC).isoformat()}), encoding="utf-8")
    assert looked()[1] == [f"decisions/{sent[2].name}: its signature does not hold."]


@pytest.mark.browser
@pytest.mark.parametrize("length", [0, 1, 55, 56, 63, 64, 65, 1000])
def test_the_pages_own_hash_of_large_files_is_sha_256(looked, length):
    looked()
    data = bytes(at * 7 % 256 for at in range(length))
    found = looked.page.evaluate(
        "async data => hex(await sha256Of(new Blob([new Uint8Array(data)]), -1))",
        list(data),
    )
    assert found == hashlib.sha256(data).hexdigest()


@pytest.mark.browser
def test_a_folder_without_a_record_is_one_sentence(looked, package):
    (package / "package.json").unlink()
    assert looked() == ("There is no package.json in this folder. Choose the package's own folder.", [])
