"""Vendors asked through their own packages: what goes there, what comes back, and what of their troubles is a sentence or is asked again."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from rushes.engines.finishers.contract import Asked, Watch
from rushes.engines.finishers.hosted import drawing, openai_videos, patience, runway, veo
from rushes.engines.finishers.hosted.drawing import ASKED, MOVIE, finish
from rushes.engines.finishers.hosted.services import Offer, service_at
from rushes.errors import BadInputError, CancelledError
from vendor_server import ADDRESSES, KEY, KEYS, movie, vendors

pytest.importorskip("google.genai", reason="the extra hosted is not installed")
pytest.importorskip("runwayml", reason="the extra hosted is not installed")
pytest.importorskip("openai", reason="the extra hosted is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")

METHODS = ("veo", "runway", "openai")
MODELS = {"veo": "veo-3.1-generate-001", "runway": "gen4_turbo", "openai": "film-1"}
GREY = np.full((72, 128, 3), 90, np.uint8)
ASKS = Asked("rain on a street", frames=6, width=1280, height=720, rate=Fraction(24), seed=7, steps=1, first=GREY)


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(drawing, "LOOK_EVERY_S", 0.01)
    for vendor in (veo, runway, openai_videos):
        monkeypatch.setattr(vendor, "ANSWERS_S", 0.6)


@pytest.fixture
def draw(monkeypatch, tmp_path):
    def run(method, server, asked=ASKS, watch=None):
        monkeypatch.setenv(ADDRESSES[method], server.address + ("/v1" if method == "openai" else ""))
        monkeypatch.setenv(KEYS[method], KEY)
        offer = Offer(service_at(method, MODELS[method]), 4, (1280, 720), 0.20)
        return finish(offer, asked, watch or Watch(), tmp_path)

    return run


def said(draw, method, **wrong):
    with vendors(**wrong) as server:
        with pytest.raises(BadInputError) as refused:
            draw(method, server)
        assert "\n" not in str(refused.value)
        assert KEY not in str(refused.value)
        return str(refused.value), server


@pytest.mark.parametrize("method", METHODS)
def test_a_vendor_draws_after_our_first_picture_and_it_is_fetched_and_laid_on_our_frames(draw, method, tmp_path):
    told = []
    with vendors() as server:
        footage, usd = draw(method, server, watch=Watch(lambda *step: told.append(step)))
    assert footage.pictures.shape == (6, 720, 1280, 3)
    greys = footage.pictures[:, 360, 640, 0].astype(int)
    assert np.abs(greys - (20 + 2 * np.arange(6))).max() <= 2
    assert footage.sound.shape == (12_000, 2)
    assert (server.keys, len(server.given)) == ({KEY}, 1)
    assert b"rain on a street" in server.given[0]
    assert (tmp_path / MOVIE).read_bytes() == movie()
    assert usd == (0.18 if method == "runway" else None)
    assert told
    assert footage.made_by.startswith(MODELS[method])


def test_what_each_vendor_is_asked_is_as_it_documents(draw, tmp_path):
    with vendors() as server:
        draw("veo", server, Asked("rain", 6, 1280, 720, Fraction(24), seed=7, steps=1, first=GREY, last=GREY))
        google = json.loads(server.given[0])
        assert google["parameters"] == {"sampleCount": 1, "durationSeconds": 4, "seed": 7, "aspectRatio": "16:9", "resolution": "720p", "generateAudio": True}  # fmt: skip
        assert google["instances"][0]["image"]["mimeType"] == google["instances"][0]["lastFrame"]["mimeType"] == "image/png"  # fmt: skip
    (tmp_path / ASKED).unlink()
    with vendors() as server:
        draw("veo", server, Asked("rain", 6, 1280, 720, Fraction(24), seed=7, steps=1, references=(GREY, GREY)))
        (shown,) = json.loads(server.given[0])["instances"]
        assert [one["referenceType"] for one in shown["referenceImages"]] == ["ASSET", "ASSET"]
        assert "image" not in shown
    with vendors() as server:
        draw("runway", server)
        task = json.loads(server.given[0])
        assert {name: task[name] for name in ("model", "ratio", "duration", "seed")} == {"model": "gen4_turbo", "ratio": "1280:720", "duration": 4, "seed": 7}  # fmt: skip
        assert task["promptImage"][0]["uri"].startswith("data:image/png;base64,")
    with vendors() as server:
        draw("openai", server)
        assert all(part in server.given[0] for part in (b"film-1", b"1280x720", b"first.png", b"\x89PNG"))


def test_another_rate_is_laid_on_ours_by_time(draw):
    with vendors(movie(rate=12)) as server:
        footage, _ = draw("runway", server)
    greys = footage.pictures[:, 360, 640, 0].astype(int)
    assert np.abs(greys - [20, 20, 22, 22, 24, 24]).max() <= 2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "wrong",
    [{"start": [429, 503]}, {"look": [500, 429]}, {"look": ["hang"]}, {"look": ["drop"]}, {"fetch": [500, "drop"]}],
)
def test_trouble_that_passes_is_asked_again(draw, method, wrong):
    with vendors(**wrong) as server:
        footage, _ = draw(method, server)
        assert footage.pictures.shape[0] == 6
        assert len(server.given) == 1, "it is asked, and paid, once"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("wrong", "words", "turns"),
    [
        ({"start": [429] * 9}, "is too busy, or your account has asked for too much", 5),
        ({"start": [500] * 9}, "Whether it began, and asks to be paid, only your account", 1),
        ({"start": ["hang"]}, "did not answer within 60 s. Whether it began", 1),
        ({"start": [401]}, "did not take the key in", 1),
        ({"start": [400]}, r"refused what it was asked .*duration is not one of ours", 1),
        ({"start": ["garbage"]}, "Whether it began", 1),
    ],
)
def test_trouble_at_the_start_is_a_sentence_and_is_bounded(draw, method, wrong, words, turns, tmp_path):
    sentence, server = said(draw, method, **wrong)
    assert all(part in sentence for part in words.split(" .*")), sentence
    assert server.asked.count("start") == turns
    assert not (tmp_path / ASKED).exists()


@pytest.mark.parametrize("method", METHODS)
def test_a_vendor_that_stays_down_is_a_sentence_and_what_was_asked_is_fetched_later(draw, method):
    with vendors(look=[500] * 9) as server:
        with pytest.raises(
            BadInputError, match=r"answered with an error of its own .* asked 5 times.*run the same command again"
        ):
            draw(method, server)
        server.wrong["look"].clear()
        footage, _ = draw(method, server)
        assert footage.pictures.shape[0] == 6
        assert len(server.given) == 1, "it is paid once"


@pytest.mark.parametrize("method", METHODS)
def test_work_that_a_vendor_lost_is_asked_for_anew(draw, method):
    with vendors(look=[404]) as server:
        with pytest.raises(BadInputError, match="doesn't know the work any more"):
            draw(method, server)
        draw(method, server)
        assert len(server.given) == 2


@pytest.mark.parametrize("method", METHODS)
def test_moderation_and_failure_are_sentences_and_nothing_is_gone_on_with(draw, method, tmp_path):
    sentence, _ = said(draw, method, ends="moderated")
    assert "moderation refused to draw it (it shows what it may not" in sentence
    assert not (tmp_path / ASKED).exists()
    sentence, _ = said(draw, method, ends="failed")
    assert "could not draw it" in sentence


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: movie()[:20_000], "gave back a movie that can't be read to its end"),
        (lambda: b"", "gave back a movie that can't be read to its end"),
        (lambda: movie(size=(640, 360)), "made pictures of 640x360, and 1280x720 were asked"),
        (lambda: movie(size=(1280, 1280)), "they would be stretched"),
    ],
)
def test_what_comes_back_is_looked_at(draw, method, content, words):
    sentence, _ = said(draw, method, content=content())
    assert words in sentence


def test_a_movie_that_is_too_short_is_a_sentence(draw):
    with vendors(movie(seconds=1)) as server, pytest.raises(BadInputError, match="made 24 pictures, and 48 were asked"):
        draw("veo", server, Asked("rain", 48, 1280, 720, Fraction(24), seed=7, steps=1))


def test_a_stop_stops_the_vendor_where_that_can_be_done(draw, tmp_path):
    stopping = Watch(stopped=lambda: True)
    with vendors() as server:
        with pytest.raises(CancelledError, match="Stopped, at Runway too"):
            draw("runway", server, watch=stopping)
        assert server.deleted == ["/v1/tasks/task-1"]
        assert not (tmp_path / ASKED).exists()
    with vendors() as server:
        with pytest.raises(CancelledError, match="goes on drawing, and is paid"):
            draw("veo", server, watch=stopping)
        assert (tmp_path / ASKED).exists()


def test_more_than_was_agreed_is_stopped(draw):
    with vendors(credits=40) as server:
        with pytest.raises(BadInputError, match=r"may charge 0\.40 USD for it, and 0\.20 were agreed"):
            draw("runway", server)
        assert server.deleted == ["/v1/tasks/task-1"]


def test_words_that_would_be_cut_are_not_sent(draw):
    with vendors() as server:
        with pytest.raises(BadInputError, match="Runway reads 1000 characters"):
            draw("runway", server, Asked("rain " * 300, 6, 1280, 720, Fraction(24), seed=7, steps=1, first=GREY))
        assert server.given == []


def test_the_key_is_never_written_down(draw, tmp_path, caplog):
    with vendors() as server, caplog.at_level("DEBUG"):
        draw("openai", server)
    assert KEY not in caplog.text
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
