"""What goes wrong is said in one sentence, and no picture is shown that can't be named."""

import json

import pytest

pytestmark = pytest.mark.browser


def said(view):
    """Return the sentence once it is drawn: the first page of a browser is styled late."""
    for _ in range(250):
        if words := view.page.locator(".trouble").inner_text():
            return words
        view.page.wait_for_timeout(20)
    return ""


def test_a_movie_that_is_missing(opened, versions_of):
    view = opened({"/media/v003.mp4": lambda _: None}, wait="trouble", faulty=True)
    assert (
        said(view)
        == "The movie of v003 is missing (404 from /media/v003.mp4). Make the take again, or look whether its folder was moved."
    )
    view.press("Space", "ArrowRight", "l", "w")
    assert view.frame == -1
    view.press("ArrowDown")  # the older one can be seen
    view.until("at", 1001)
    assert not view.page.locator(".trouble").is_visible()


def test_a_table_that_is_missing_or_no_table(opened):
    view = opened({"/media/v003_frames.json": lambda _: None}, wait="trouble", faulty=True)
    assert said(view).startswith(
        "The frame table of v003 is missing (404 from /media/v003_frames.json), so no frame can be named."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table["frames"].pop(), "the movie holds 41 frames, the table names 40"),
        (
            lambda table: table["frames"][5].__setitem__(1, table["frames"][5][1] * 1000 + 1001),
            "is not later than the one before",
        ),
        (lambda table: [row.__setitem__(2, row[2] * 2) for row in table["frames"]], "where the table has none"),
        (lambda table: table.__setitem__("schema", "rushes/frames/9"), "is none that this player reads"),
        (lambda table: table["frames"].clear(), "names no frame"),
        (lambda table: table["frames"].__setitem__(3, ["a", "b"]), "Row 3 of the frame table of v003 can't be read"),
    ],
)
def test_a_table_and_a_movie_that_disagree(opened, movies, change, words):
    table = json.loads((movies / "v003_frames.json").read_text())
    change(table)
    view = opened({"/media/v003_frames.json": json.dumps(table).encode()}, wait="trouble", faulty=True)
    assert words in said(view)
    assert said(view).endswith("Make the take's review clip again.")
    assert view.frame == -1


def test_a_movie_that_is_cut_off(opened, movies):
    data = (movies / "v003.mp4").read_bytes()
    view = opened({"/media/v003.mp4": data[:900]}, wait="trouble", faulty=True)
    assert "movie of v003" in said(view)
    assert said(view).endswith(".")


def test_a_browser_without_webcodecs(opened):
    view = opened(wait="trouble", script="delete self.VideoDecoder", faulty=True)
    assert (
        said(view)
        == "This browser has no WebCodecs, so single frames can't be told apart. Use a current Chrome, Edge, Firefox or Safari."
    )


def test_a_page_by_plain_http_from_elsewhere(opened):
    view = opened(wait="trouble", host="room.test", faulty=True)
    assert said(view).startswith(
        "Browsers decode single frames only over https or on localhost, and this page came by http://room.test:"
    )


def test_a_codec_that_the_browser_has_not_got(opened):
    script = "const asked = VideoDecoder.isConfigSupported; VideoDecoder.isConfigSupported = async config => ({ ...(await asked(config)), supported: false });"
    view = opened(wait="trouble", script=script, faulty=True)
    assert said(view).startswith("This browser can't decode the movie of v003 (avc1.")


def test_a_browser_without_graphics(opened):
    view = opened(wait="trouble", script="HTMLCanvasElement.prototype.getContext = () => null", faulty=True)
    assert "WebGL 2" in said(view)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _: None, "The versions of this shot can't be had (404"),
        (b"{", "The list of versions is no object."),
        (
            json.dumps({"shot": "020_0150", "rate": "24", "first": 1, "last": 2, "versions": []}).encode(),
            "Shot 020_0150 has no version to show yet.",
        ),
        (
            json.dumps(
                {
                    "shot": "s",
                    "rate": "fast",
                    "first": 1,
                    "last": 2,
                    "versions": [{"version": "v001", "movie": "m", "frames": "f"}],
                }
            ).encode(),
            '"fast" is no rate',
        ),
    ],
)
def test_versions_that_can_not_be_had(opened, answer, words):
    view = opened({"/versions.json": answer}, wait="trouble", faulty=True)
    assert words in said(view)
