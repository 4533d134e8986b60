"""What a picture's own file says against being mined is found where it stands, and asked about."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from rushes import judgement
from rushes.brief import Brief, read_brief
from rushes.clearance.question import Brought, Question, Seen
from rushes.clearance.records.consent import Action
from rushes.clearance.reserved import Statement, mining_of, statement_of, stricter
from rushes.errors import BadInputError
from rushes.provenance import choose_signer
from rushes.show import Show

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" {}/></rdf:RDF></x:xmpmeta>'
)


def with_xmp(path: Path, said: str) -> Path:
    held = PngImagePlugin.PngInfo()
    held.add_itxt("XML:com.adobe.xmp", XMP.format(said))
    Image.new("RGB", (96, 72), "#7a1f24").save(path, pnginfo=held)
    return path


def with_manifest(path: Path, **entries: str) -> Path:
    return with_said(path, {"entries": {name.replace("__", "."): {"use": use} for name, use in entries.items()}})


def with_said(path: Path, said: object) -> Path:
    import c2pa

    plain = io.BytesIO()
    Image.new("RGB", (96, 72), "#123a2a").save(plain, "PNG")
    record = {
        "claim_generator_info": [{"name": "test", "version": "1"}],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
                        }
                    ]
                },
            },
            {"label": "cawg.training-mining", "data": said},
        ],
    }
    plain.seek(0)
    with choose_signer(None, base=path.parent).native() as native, path.open("w+b") as target:
        c2pa.Builder(json.dumps(record)).sign(native, "image/png", plain, target)
    return path


@pytest.mark.parametrize(
    ("said", "statement"),
    [
        ('plus:DataMining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"', Statement(*["photo metadata: DMI-PROHIBITED"] * 4)),
        ('plus:DataMining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"', Statement("", *["photo metadata: DMI-PROHIBITED-AIMLTRAINING"] * 2)),
        ('plus:DataMining="http://ns.useplus.org/ldf/vocab/DMI-ALLOWED"', Statement()),
        ('xmlns:tdm="http://www.w3.org/ns/tdmrep#" tdm:reservation="1"', Statement(*["photo metadata: text and data mining reserved"] * 4)),
        ('xmlns:tdm="http://www.w3.org/ns/tdmrep#" tdm:reservation="0"', Statement()),
    ],
)  # fmt: skip
def test_photo_metadata_speaks(tmp_path, said, statement):
    assert statement_of(with_xmp(tmp_path / "one.png", said)) == statement


def test_a_manifest_speaks(tmp_path):
    one = with_manifest(tmp_path / "one.png", cawg__data_mining="notAllowed", cawg__ai_training="notAllowed")
    assert statement_of(one).reserved == "manifest: cawg.data_mining notAllowed"
    assert "cawg.ai_training notAllowed" in statement_of(one).told
    free = with_manifest(tmp_path / "free.png", cawg__data_mining="allowed", cawg__ai_training="constrained")
    assert statement_of(free) == Statement("", *["manifest: cawg.ai_training constrained"] * 2)


@pytest.mark.parametrize("said", ["", 1, [["entries"]], {"entries": 3}, {"entries": {"cawg.ai_training": "no"}}, {"entries": ["cawg.ai_training"]}])  # fmt: skip
def test_an_assertion_of_another_shape_says_nothing(tmp_path, said):
    assert statement_of(with_said(tmp_path / "one.png", said)) == Statement()


def test_an_assertion_s_entries_are_read_for_handing_on(tmp_path):
    one = with_manifest(
        tmp_path / "one.png", cawg__ai_inference="notAllowed", c2pa__ai_training="constrained", cawg__other="notAllowed"
    )
    assert mining_of(one) == {"ai_inference": {"use": "notAllowed"}, "ai_training": {"use": "constrained"}}
    assert statement_of(one).inference == "manifest: cawg.ai_inference notAllowed"
    assert mining_of(tmp_path / "gone.png") == {}


@given(st.lists(st.sampled_from(["", "allowed", "constrained", "notAllowed"]), min_size=1))
def test_the_strictest_of_several_statements_holds(uses):
    found = {}
    for use in uses:
        found = stricter(found, {"use": use})
    strictest = next((use for use in ("notAllowed", "constrained", "allowed") if use in uses), "")
    assert found.get("use", "") == strictest


@pytest.mark.parametrize(
    ("entry", "actions", "brought", "spoke"),
    [
        ("ai_training", (Action.ALTER, Action.TRAIN), False, True),
        ("ai_generative_training", (Action.ALTER, Action.TRAIN), False, True),
        ("ai_training", (Action.ALTER,), False, False),
        ("ai_training", (Action.ALTER,), True, False),
        ("ai_inference", (Action.ALTER,), True, True),
        ("ai_inference", (Action.ALTER,), False, False),
        ("data_mining", (Action.ALTER, Action.TRAIN), True, False),
    ],
)
def test_a_plate_is_obeyed_where_that_is_done_with_it(tmp_path, entry, actions, brought, spoke):
    plate = with_manifest(tmp_path / "plate.png", **{f"cawg__{entry}": "notAllowed"})
    brief = Brief(kind="reage", shot="010_0010", plate=plate)
    models = (Brought(sha256="a" * 64, training="owned"),) if brought else ()
    seen = judgement._obeyed(Question(production="SHOW", actions=actions, brought=models), brief)
    assert (f"cawg.{entry} notAllowed" in seen.reserved) is spoke


def test_a_file_without_a_word_says_nothing(tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "plain.jpg")
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 no picture")
    assert {statement_of(tmp_path / name) for name in ("plain.jpg", "broken.jpg", "gone.####.exr")} == {Statement()}


def test_a_set_is_asked_for_the_rights_and_the_mining_of_its_references(tmp_path):
    show = Show.init(tmp_path / "SHOW", rate=Fraction(24))
    with_xmp(tmp_path / "reserved.png", 'plus:DataMining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"')
    Image.new("RGB", (96, 72), "#7a1f24").save(tmp_path / "plain.png")

    def rules(kind, text, use):
        path = tmp_path / "brief.yaml"
        path.write_text(f'kind: {kind}\nshot: "010_0010"\ntext: {text}\nuse: {use}\n', encoding="utf-8")
        clearance = judgement.judge(read_brief(path, rate=Fraction(24)), show)
        return str(clearance.verdict), {reason.rule for reason in clearance.reasons}

    verdict, spoke = rules("set", "a loft", "{references: [plain.png]}")
    assert (verdict, "house/reference-rights" in spoke) == ("escalate", True)
    verdict, spoke = rules("set", "a loft", "{references: [plain.png], rights: {plain.png: own photograph}}")
    assert (verdict, spoke) == ("cleared", {"house/nobody-shown"})
    verdict, spoke = rules("set", "a loft", "{references: [reserved.png], rights: {reserved.png: bought}}")
    assert (verdict, "house/reference-reserved" in spoke) == ("escalate", True)
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"text\.png"):
        rules("set", "a loft", "{references: [text.png], rights: {text.png: mine}}")
    assert rules("destruction", "a tower collapses", "{references: [reserved.png]}")[0] == "cleared"


def test_what_a_finish_is_told_is_read_for_people(tmp_path):
    show = Show.init(tmp_path / "SHOW", rate=Fraction(24))
    (tmp_path / "model").mkdir()

    def judged(prompt, training):
        path = tmp_path / "brief.yaml"
        more = f"licence: own, source: us, trained_on: our archive, training: {training}"
        path.write_text(
            f'kind: set\nshot: "010_0010"\ntext: a loft\nfinish: {{model: model, prompt: "{prompt}", {more}}}\n',
            encoding="utf-8",
        )
        return judgement.judge(read_brief(path, rate=Fraction(24)), show)

    assert str(judged("warm, dusty", "owned").verdict) == "cleared"
    assert str(judged("a woman on the sofa", "owned").verdict) != "cleared"
    assert "house/model-training-data" in {reason.rule for reason in judged("warm", "unknown").reasons}


def test_questions_of_before_keep_their_names():
    asked = Question(production="SHOW", references=(Seen(faces=1),))
    record = asked.model_dump(mode="json")
    assert asked.sha256 == Question.model_validate({**record, "training": "none"}).sha256
    assert asked.sha256 == "f078c4e9a73da08c1f37791e12dcafa05e7817614644869fb2c73981837feec3"
    assert asked.sha256 != Question(production="SHOW", references=(Seen(faces=1, rights="none"),)).sha256
    assert asked.sha256 != Question(production="SHOW", references=(Seen(faces=1),), training="owned").sha256
