import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from going_on import go_on
from rushes.brief import brief_from_text, read_brief
from rushes.brief.finish import Finish
from rushes.engines import Take, pipeline_folder
from rushes.engines.wardrobe.engine import ENGINE, steps
from rushes.inspection.wearable import wearable


def refused(asked, *lines):
    return asked.refused(asked.brief("kind: wardrobe", *lines))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["text: a dress", "body: {height: 0.4 m}"], "body.height_m is"),
        (["text: a dress", "body: {measures: {waist_girth: 2.4}}"], "The measure waist_girth is 2.4 m"),
        (["wardrobe: {pieces: [{garment: dress, fabric: neoprene}]}"], "wardrobe.pieces"),
        (
            ["wardrobe: {pieces: [{garment: trousers, style: {hem: 0.3}}]}", "body: {build: stout}"],
            "The trousers can't be put on: the hem is 30 cm",
        ),
        (
            ["wardrobe: {pieces: [{garment: dress, style: {closure: none}}]}"],
            "The dress can't be put on: it has no closure",
        ),
        (["wardrobe: {pieces: [{garment: jacket, style: {lapel_width: 0.4}}]}"], "The lapel width of a jacket"),
        (["text: a dress", "costs: {currency: EUR, prices: {silk charmeuse: -3}}"], "costs.prices is"),
        (["text: a dress", 'explore: {of: v003, wish: "more like 2"}'], "has no version v003 with options"),
        (["text: a dress", "wardrobe: {others: [{name: maid}]}"], "wardrobe.others is"),
    ],
)
def test_what_can_t_be_made_is_said_before_anything_is(asked, lines, sentence):
    assert sentence in refused(asked, *lines)


EXAMPLES = Path(__file__).parents[3] / "examples" / "wardrobe"
NOTHING_TO_WEAR = {"livery": ("billionaires' bunker",)}


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.yaml")))
def test_the_examples_are_understood_to_the_last_word_and_can_be_drafted_and_put_on(name):
    brief = read_brief(EXAMPLES / f"{name}.yaml", rate=Fraction(24))
    assert brief.not_understood == NOTHING_TO_WEAR.get(name, ())
    assert all(piece.colour for piece in brief.wardrobe.pieces)
    assert steps(brief, Fraction(24), "S", "v001")[0].name == "body"


def planned(text, **fields):
    brief = brief_from_text(text, "010_0010", Fraction(24), kind="wardrobe", **fields)
    return {step.name: step for step in steps(brief, Fraction(24), "S", "v001")}


def test_one_design_has_papers_and_several_have_none():
    assert list(planned("a coat")) == ["body", "pattern", "papers", "drape", "scene", "comp", "clip", "board"]
    assert list(planned("a coat, 4 options")) == ["body", "pattern", "drape", "scene", "comp", "clip", "board"]


def test_a_finish_stands_beside_an_outfits_picture_and_is_told_as_trained(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline_folder, "EXTRA", ())
    (tmp_path / "controlnet").mkdir()
    (tmp_path / "model_index.json").write_text(
        '{"_class_name": "StableDiffusionControlNetImg2ImgPipeline"}', encoding="utf-8"
    )
    brief = brief_from_text("a navy coat", "010_0010", Fraction(24), kind="wardrobe")
    asked = brief.model_copy(update={"finish": Finish(model=tmp_path, licence="own", source="us", trained_on="ours")})
    made = {step.name: step for step in steps(asked, Fraction(24), "S", "v001")}
    assert made["finish"].params["from"] == "comp"
    assert "finish" in made["board"].needs
    assert "finish" not in made["clip"].needs  # the movie shows what can be sewn
    assert made["comp"].params == {step.name: step for step in steps(brief, Fraction(24), "S", "v001")}["comp"].params
    assert ENGINE.digital_source_type(asked).endswith("/compositeWithTrainedAlgorithmicMedia")
    assert ENGINE.digital_source_type(brief).endswith("/algorithmicMedia")


def test_another_colour_is_another_pattern_step_and_the_same_body():
    one, other = planned("a navy coat"), planned("a red coat")
    assert one["body"].key({}) == other["body"].key({})
    assert one["pattern"].key({}) != other["pattern"].key({})


def test_pictures_are_labelled_by_their_side_or_option():
    assert planned("a coat", wardrobe={"turn": 4})["clip"].params["labels"] == [
        "hero", "front", "left side", "back", "right side"
    ]  # fmt: skip
    several = planned("a coat, 2 options")["clip"]
    assert "labels" not in several.params
    assert several.params["options_of"] in several.needs  # which says their numbers: those of further options go on


def test_a_look_is_called_by_what_was_asked_or_by_what_is_seen_of_it():
    assert planned("a livery, 1970s cut")["board"].params["title"] == "Livery, 1970s"
    assert planned("a coat over a pencil skirt and a shirt")["board"].params["title"] == "Coat and pencil skirt"
    assert planned("a shirt")["board"].params["title"] == "Shirt"


def test_several_people_have_bodies_and_pieces_of_their_own():
    others = [{"name": "footman", "body": {"height": "1.75 m", "sex": "male"}, "pieces": ["shirt", "trousers"]}]
    wearers = planned("a black dress", wardrobe={"others": others})["body"].params["wearers"]
    assert [(one["name"], one["sex"], one["measures"]["height"]) for one in wearers][1] == ("footman", "male", 1.75)


def test_a_performer_s_measures_need_their_consent(asked, rushes, monkeypatch):
    monkeypatch.setenv("RUSHES_PASSPHRASE", "seven grey herons at low tide")
    name = asked.brief(
        "kind: wardrobe", "text: a navy wool coat", "body: {performer: p-014, measures: {waist_girth: 0.8}}"
    )
    code, out, _ = rushes("clear", name, "--show", "S")
    assert code == 3
    assert 'required a signed consent of "p-014"' in out

    def run(*arguments):
        code, out, errors = rushes(*arguments, "--json")
        assert code == 0, errors
        return json.loads(out.splitlines()[-1])

    did = run("consent", "key", "mara.key")["did"]
    run(
        "performer",
        "enrol",
        "p-014",
        "--name",
        "Mara Quillfeather",
        "--did",
        did,
        "--evidence",
        "passport, in person",
        "--show",
        "S",
    )
    for modality, verdict in (("voice", 3), ("body", 0)):
        run(
            "consent", "draft", "p-014", "--out", f"{modality}.yaml", "--action", "generate", "--kind", "wardrobe", "--set", f"modalities=[{modality}]",
            "--until", f"{datetime.now(UTC).year + 1}-12-31", "--show", "S", "--description", "Coats are cut to her own measures.",
        )  # fmt: skip
        run("consent", "sign", f"{modality}.yaml", "--key", "mara.key", "--yes", "--show", "S")
        code, out, _ = rushes("clear", name, "--show", "S")
        assert code == verdict, out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a red dress for a slim woman", 0),
        ("worker's overalls, for a stout man aged 44", 0),
        ("a red dress for a slim woman; she laughs", 3),
        ("a red dress for a slim woman beside a crowd", 3),
        ("a red dress for a woman who looks like Marilyn Monroe", 3),
        ("a red dress for Marilyn Monroe", 3),
    ],
)
def test_a_body_in_words_is_nobody_and_whoever_else_is_shown_is_asked_about(asked, rushes, text, code):
    left, out, _ = rushes("clear", asked.brief("kind: wardrobe", f'text: "{text}"'), "--show", "S")
    assert (left != 0) == bool(code), out


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_words_become_sealed_options_and_a_board(asked):
    """Two waistcoats in the least quality: the whole way of a wardrobe, papers apart."""
    name = asked.brief("kind: wardrobe", "text: an ivory wool waistcoat for a slim man, 1970s", "options: 2")
    code, out, errors = asked.make_apart(name, small_sheets=True)
    assert code == 0, errors
    take = Take.load(asked.show / "shots" / "020_0150" / "v001" / "take.json")
    assert [finding.check for finding in take.findings if not finding.ok and finding.check != "wearable"] == []
    assert len(wearable(take)) == 1
    assert (len(take.paths("comp")), len(take.paths("scene"))) == (2, 2)
    pdf, html = sorted(take.paths("board"), key=lambda path: path.suffix, reverse=True)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "waistcoat" in html.read_text(encoding="utf-8")
    assert take.digital_source_type.endswith("algorithmicMedia")
    assert "Board" in out

    record = "elements/looks/explored.json"
    wish = "lock waistcoat fabric of 2, more like 2, less like 1"
    lines = ("kind: wardrobe", "text: a waistcoat for a slim man, 1970s")
    further = go_on(asked, lines, record, wish, ("waistcoat_fabric",))
    assert len(further.paths("comp")) == 2
