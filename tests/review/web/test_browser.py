"""The room in Debian's Chromium: read, used by keyboard, looked over by axe, and signed in by a team."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
import uvicorn

from rushes.brief import Brief
from rushes.clearance.records.loading import load_registry
from rushes.judgement import judge, put_on_record
from rushes.review.deciding import Person, add_person, outcome
from rushes.review.notes import Note, add_note
from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.review.web.own_key import own_signer
from rushes.review.web.serving import check_bundles, listening
from rushes.review.web.team import TeamAccess
from rushes.review.web.team_file import read_team
from rushes.review.web.visitor import Visitor
from rushes.show import FrameRange, Show
from test_set_aside import lie_in_quarantine

sys.path.insert(0, str(Path(__file__).parent))  # oidc_provider.py
from oidc_provider import provider

AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"desk": (1280, 800), "tablet": (1024, 768)}
WORDS = "An eight-storey concrete block loses its ground floor at dusk; a flamingo watches."

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    check_bundles()
    program = shutil.which("chromium")
    assert program, "The browser is missing: run scripts/system_libraries --browser."
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextlib.contextmanager
def serving(show, access_of):
    """Serve a show's room on a free port; give its address and its access."""
    with contextlib.closing(listening("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        access = access_of(port)
        server = uvicorn.Server(
            uvicorn.Config(create(Show.load(show.folder), access), log_level="error", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=lambda: server.run(sockets=[door]))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{port}", access, port
        finally:
            server.should_exit = True
            thread.join(timeout=20)


@pytest.fixture
def room(show, put_take, take, enrol, agreed):
    """Serve a room with takes in several states, notes and a performer, to somebody with many roles."""
    enrol("ida", "supervisor", "clearance", "production")
    put_take("020_0150")
    put_take("020_0150", "v002")
    put_take("020_0160", clearance={**take.clearance, "people": ["p-014"]})
    note = Note("020_0150", "v002", FrameRange(1003, 1008), "ida", "supervisor", "Darker at the foot.")
    add_note(Show.load(show.folder), note)
    with serving(show, lambda _: LocalAccess(Show.load(show.folder))) as (base, access, port):
        yield base, access.address(port)


@pytest.fixture
def looked(chromium, room):
    """Return a function that opens a page of the room, and what went wrong in it meanwhile."""
    base, way_in = room
    contexts = []

    def go(path, size="desk", *, script=True):
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, has_touch=size == "tablet", java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(way_in, wait_until="domcontentloaded")
        page.goto(base + path, wait_until="domcontentloaded")
        return page, faults

    yield go
    for context in contexts:
        context.close()


PAGES = ["/", "/?state=held", "/shots/020_0150", "/shots/020_0150?version=v001", "/ask", f"/ask?kind=destruction&shot=020_0170&text={WORDS}", "/desk", "/consents", "/performers/p-014", "/me", "/nowhere"]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_serious_finding_or_a_fault_or_scrolls_sideways(looked, size):
    source = AXE.read_text(encoding="utf-8")
    for path in PAGES:
        page, faults = looked(path, size)
        page.locator("html.live").wait_for()
        if path.startswith("/shots/"):
            page.locator("shot-player [role=slider][aria-valuenow]").first.wait_for()
        page.evaluate(source)
        found = page.evaluate(
            "() => axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
        )
        serious = [
            (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in {"serious", "critical"}
        ]
        assert not serious, (path, serious)
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], path
        assert not [fault for fault in faults if "404" not in fault], (path, faults)
        small = page.evaluate(
            """() => [...document.querySelectorAll("main button, main a.button, header a")].filter(one => one.offsetParent
              && one.getBoundingClientRect().height < 31).map(one => one.textContent)"""
        )
        assert not small, (path, small)
        page.context.close()


def test_no_state_of_a_teams_room_has_a_serious_finding_or_scrolls_sideways(chromium, show, put_take, take, agreed):
    guidance = show.folder / "show.yaml"
    guidance.write_text(
        guidance.read_text(encoding="utf-8").replace("[house]", "[house, netflix-2025-11]"), encoding="utf-8"
    )
    empty = Show.init(show.folder.parent / "EMPTY", Fraction(24))
    put_take("020_0150")
    put_take("020_0160", clearance={**take.clearance, "people": ["p-014"]})
    lie_in_quarantine(show)
    brief = Brief(shot="020_0200", text="A brick warehouse pancakes.")
    name = put_on_record(brief, Show.load(show.folder), judge(brief, Show.load(show.folder)))
    job = {
        "id": "j1",
        "shot": "020_0180",
        "version": "v001",
        "state": "failed",
        "error": "There is no room on the disk.",
    }
    (show.work / "jobs").mkdir(parents=True, exist_ok=True)
    (show.work / "jobs" / "j1.json").write_text(json.dumps(job), encoding="utf-8")
    roles = {role: Visitor(role, role.title(), (role,)) for role in ("artist", "supervisor", "production", "clearance")}
    roles["clearance"] = replace(roles["clearance"], did=own_signer().did)
    roles["agent"] = Visitor("agent", "Mara", ("representative",), ("p-014",), own_signer().did)
    states = [
        ("", "/", "key to it"), *((role, "/", "Waits for you") for role in roles), ("unknown", "/me", "no part in this show"),
        ("artist", "/nowhere", "Check the address"), ("artist", "/desk", "Ask one of them"), ("clearance", "/desk", "Held takes"),
        ("clearance", f"/desk/{name}", "Sign the answers"), ("clearance", "/desk/held/020_0150_v001", "Sign that it is nobody"),
        ("agent", "/performers/p-014", "Approve"), ("artist", f"/ask?shot=020_0230&kind=clip&text={REFUSED}", "May not be made"),
        ("artist", "/ask?shot=20&text=A block falls", "is no shot"),
    ]  # fmt: skip
    with serving(show, lambda _: OneOfATeam(show)) as (base, access, _):
        for who, path, words in states:
            access.now = roles.get(who, Visitor("", "ida")) if who else None
            look_over(chromium, base, f"/sign-in?token={access.token}" if who else "", path, words)
    with serving(empty, lambda _: OneOfATeam(empty)) as (base, access, _):
        for who, path, words in (
            ("artist", "/", "Ask for a take"),
            ("agent", "/", "No take of p-014"),
            ("clearance", "/desk", "Nothing waits on the desk"),
        ):
            access.now = roles[who]
            look_over(chromium, base, f"/sign-in?token={access.token}", path, words)


REFUSED = "Marilyn Monroe walks past a burning warehouse."


class OneOfATeam(LocalAccess):
    """Whoever the test says, in a team's room."""

    is_team = True
    now: Visitor | None = None

    def visitor(self, *_):
        return self.now


def look_over(chromium, base, way_in, path, words):
    """Open a page, and find nothing serious, nothing too wide and its words on it, on a desk and on a tablet held upright."""
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    if way_in:
        page.goto(base + way_in, wait_until="domcontentloaded")
    page.goto(base + path, wait_until="domcontentloaded")
    page.locator("main", has_text=words).wait_for()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    assert not [one["id"] for one in found if one["impact"] in {"serious", "critical"}], (path, found)
    for width in (1280, 768):
        page.set_viewport_size({"width": width, "height": 1024})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    page.context.close()


def test_pages_read_without_script_and_show_no_control_that_needs_it(looked):
    for path, words in (
        ("/", "020_0160"),
        ("/shots/020_0150", "Darker at the foot."),
        (f"/ask?shot=020_0170&text={WORDS}", "May be made"),
    ):
        page, _ = looked(path, script=False)
        assert words in page.inner_text("main")
        assert page.locator("button:visible").count() == (1 if path.startswith("/ask") else 0), path


def test_a_note_knows_the_frame_and_a_circle_is_seen_by_whoever_looks_at_the_wall(looked, show):
    wall, _ = looked("/")
    page, faults = looked("/shots/020_0150")
    page.locator("#where", has_text="1001").wait_for()
    page.keyboard.press("ArrowRight")
    page.evaluate("document.querySelector('shot-player').seek(1012)")
    page.locator("#where", has_text="frame 1012").wait_for()
    page.fill("#words", "Hold it a moment longer.")
    page.get_by_role("button", name="Write note").click()
    page.locator(".threads", has_text="Hold it a moment longer.").wait_for()
    assert page.locator(".note .go").first.inner_text().endswith("1012")
    page.get_by_role("button", name="Kill").click()
    page.locator(".trouble", has_text="Say why").wait_for()
    page.get_by_role("button", name="Circle").click()
    page.locator("#decide .verdict", has_text="Circled").wait_for()
    assert outcome(Show.load(show.folder), "020_0150", "v002").circled
    wall.locator(".card.circled", has_text="020_0150").wait_for()
    assert not faults


def test_a_thread_is_answered_and_verified_from_the_keyboard(looked):
    page, _ = looked("/shots/020_0150")
    page.get_by_role("button", name="Reply").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Seed 7 does that.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".reply", has_text="Seed 7 does that.").wait_for()
    page.get_by_role("button", name="Mark as addressed").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Verify").wait_for()


def test_the_keyboard_alone_leads_from_the_door_to_a_shot(looked):
    page, _ = looked("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        page.keyboard.press("Tab")
        if "/shots/" in str(page.evaluate("document.activeElement.getAttribute('href')")):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/shots/**")


def test_what_is_asked_is_told_back_while_one_types_and_made_by_the_button(looked, monkeypatch, room):
    started = []
    monkeypatch.setattr("rushes.review.web.floor.Floor._make", lambda _, path: started.append(path) or path.unlink())
    page, faults = looked("/ask")
    page.fill("#text", WORDS)
    page.locator("#told", has_text="Name the shot").wait_for()
    page.fill("[name=shot]", "020_0170")
    page.locator("#told mark", has_text="flamingo").wait_for()
    page.select_option("[name=kind]", "destruction")
    page.locator("#fields summary", has_text="Building").click()
    page.fill("[data-field='building.storeys']", "5")
    page.locator("#told", has_text="says").or_(page.locator("#told .problem")).first.wait_for()
    page.fill("[data-field='building.storeys']", "8")
    page.locator("#told", has_text="May be made").wait_for()
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url("**/")
    assert len(started) == 1
    assert not faults


def test_a_job_moves_before_ones_eyes(looked, show):
    page, _ = looked("/")
    page.locator("#no-jobs").wait_for()
    page.wait_for_timeout(1500)  # the first look learns how things are
    folder = show.work / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    job = {
        "id": "j1",
        "shot": "020_0180",
        "version": "v001",
        "state": "failed",
        "step": "render",
        "error": "There is no room on the disk.",
    }
    (folder / "j1.json").write_text(json.dumps(job), encoding="utf-8")
    page.locator("[data-job=j1]", has_text="no room on the disk").wait_for()


def test_a_teams_desk_and_a_representative_sign_with_keys_that_stay_in_their_browsers(
    chromium, show, put_take, take, agreed
):
    path = show.folder / "show.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[house]", "[house, netflix-2025-11]"), encoding="utf-8")
    put_take("020_0160", clearance={**take.clearance, "people": ["p-014"]})
    brief = Brief(shot="020_0150", text="A brick warehouse pancakes.")
    name = put_on_record(brief, Show.load(show.folder), judge(brief, Show.load(show.folder)))
    with provider() as studio, serving(show, lambda port: team_access(show, studio, port)) as (base, _, _):
        cleo = come_in(chromium, studio, base, "cleo")
        add(show, "cleo", cleo, "clearance")
        cleo.goto(f"{base}/desk/{name}")
        form = cleo.locator("form[data-sign$=answers]")
        for question in range(5):
            form.locator("fieldset.question").nth(question).get_by_text("yes", exact=True).click()
        form.get_by_label("The performer's services start").fill("2027-03-01T08:00")
        form.get_by_role("button", name="Sign the answers").click()
        cleo.locator("summary", has_text="answered by Cleo").wait_for()
        form = cleo.locator("form[data-sign$=decisions]")
        for box in form.get_by_role("checkbox").all():
            box.check()
        form.get_by_label("Whose word it is").fill("Ida Quill")
        form.get_by_label("As what").select_option("client")
        form.get_by_label("Why").fill("Agreed on the call.")
        form.get_by_label("Evidence").fill("mail of 20 November\nminutes")
        form.get_by_role("button", name="Sign the decision").click()
        cleo.locator(".banner.good", has_text="Nothing waits any more").wait_for()
        made = load_registry(show.consents, now=datetime.now(UTC)).decisions
        assert {(one.person, one.decided_by, one.evidence) for one in made} == {
            ("cleo", "Ida Quill", ("mail of 20 November", "minutes"))
        }
        cleo.context.close()
        agent = come_in(chromium, studio, base, "agent")
        person = add(show, "agent", agent, "representative", performers=("p-014",))
        agent.goto(f"{base}/performers/p-014")
        agent.get_by_role("button", name="Refuse").click()
        agent.locator(".trouble", has_text="why").wait_for()
        agent.get_by_label("Why").fill("She looks away in this one.")
        agent.get_by_role("button", name="Refuse").click()
        agent.locator("article .stamp", has_text="refused").wait_for()
        (said,) = outcome(Show.load(show.folder), "020_0160", "v001").decisions
        assert (said.person, said.did, said.verdict) == ("agent", person.did, "refuse")
        agent.context.close()


def team_access(show, studio, port):
    """Return the way into a show of a team of two."""
    path = show.folder / "review" / "team.yaml"
    path.parent.mkdir(exist_ok=True)
    people = "{cleo@studio.example: cleo, agent@studio.example: agent}"
    path.write_text(
        f"issuer: {studio.issuer}\nclient_id: rushes\naddress: http://127.0.0.1:{port}\npeople: {people}\n",
        encoding="utf-8",
    )
    return TeamAccess(read_team(show))


def come_in(chromium, studio, base, name):
    """Sign in as somebody, in a browser of their own, and stand on one's own page with a key."""
    studio.email = f"{name}@studio.example"
    page = chromium.new_context().new_page()
    page.set_default_timeout(120_000)
    page.goto(base)
    page.get_by_role("link", name="Sign in").click()
    page.locator("h1", has_text="Review room").wait_for()
    page.goto(f"{base}/me")
    page.locator("code", has_text="did:key:z6Mk").wait_for()
    return page


def add(show, name, page, *roles, **more):
    """Enrol who stands on their own page, with the key that their browser made."""
    did = page.locator("code [data-own-did]").inner_text()
    person = Person(
        id=name, name=name.title(), roles=roles, did=did, evidence="in person", enrolled_at=datetime.now(UTC), **more
    )
    add_person(Show.load(show.folder), person)
    return person


def test_a_team_signs_in_and_decides_with_a_key_that_stays_in_the_browser(chromium, show, put_take):
    put_take()
    with provider() as studio:

        def access(port):
            path = show.folder / "review" / "team.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(
                f"issuer: {studio.issuer}\nclient_id: rushes\naddress: http://127.0.0.1:{port}\npeople: {{ida@studio.example: ida}}\n",
                encoding="utf-8",
            )
            return TeamAccess(read_team(show))

        with serving(show, access) as (base, _, _):
            context = chromium.new_context()
            page = context.new_page()
            page.goto(base)
            page.get_by_role("link", name="Sign in").click()
            page.locator("h1", has_text="Review room").wait_for()
            page.get_by_role("link", name="Your own page").click()
            own = page.locator("code [data-own-did]")
            page.locator("code", has_text="did:key:z6Mk").wait_for()
            person = Person(
                id="ida",
                name="Ida Falk",
                roles=("supervisor",),
                did=own.inner_text(),
                evidence="in person",
                enrolled_at=datetime.now(UTC),
            )
            add_person(Show.load(show.folder), person)
            page.goto(f"{base}/shots/020_0150")
            page.get_by_role("button", name="Circle").click()
            page.locator("#decide .verdict", has_text="Circled").wait_for()
            (decision,) = outcome(Show.load(show.folder), "020_0150", "v001").decisions
            assert (decision.person, decision.did) == ("ida", person.did)
            page.goto(f"{base}/me")
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("link", name="Sign in").wait_for()
            context.close()
