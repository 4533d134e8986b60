"""A finish in a brief: by whom it is drawn, what it may cost, what it is shown, and what is told before anything is made."""

from __future__ import annotations

from fractions import Fraction

import pytest
import yaml
from PIL import Image

from rushes.brief import Brief, brief_sha256, read_brief
from rushes.errors import BadInputError

VEO = {"method": "veo", "hosted": "veo-3.1-generate-001", "licence": "its terms", "source": "Google", "trained_on": "nobody says"}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    Image.new("RGB", (64, 64)).save(tmp_path / "look.png")
    (tmp_path / "graph.json").write_text("{}", encoding="utf-8")

    def reading(text="A vase falls off a table.", kind="clip", **finish) -> Brief:
        path = tmp_path / "brief.yaml"
        asked = {"shot": "010_0010", "kind": kind, "text": text, "finish": {key: value for key, value in finish.items() if value is not None}}  # fmt: skip
        path.write_text(yaml.safe_dump(asked), encoding="utf-8")
        return read_brief(path, rate=Fraction(24))

    return reading


def test_a_hosted_finish_is_read_and_told(read):
    brief = read(**VEO, budget_usd=2, references=["look.png"], rights={"look.png": "own photograph"}, keep=["table"])
    finish = brief.finish
    assert (finish.hosted, finish.budget_usd, finish.model, finish.keep) == (VEO["hosted"], 2.0, None, ("table",))
    assert finish.references[0].is_absolute()
    assert finish.rights["look.png"].licence == "own photograph"
    told = {reading.field: reading.value for reading in (*brief.understood, *brief.assumed)}
    assert told["finish.method"] == "veo"
    assert told["finish.usd_per_second"] == "as the table has it"


@pytest.mark.parametrize(
    ("finish", "said"),
    [
        ({**VEO, "hosted": None}, "finish.hosted is missing: which model of the vendor's"),
        ({**VEO, "model": "graph.json"}, "finish.model is a file of yours, and finish.method veo asks a vendor"),
        ({**VEO, "trained_on": None}, "finish.trained_on is missing"),
        ({**VEO, "method": "diffusers"}, "finish.hosted is given, and finish.method is diffusers"),
        ({**VEO, "method": None, "hosted": None, "model": "graph.json", "budget_usd": 3}, "costs nothing and asks no vendor"),
        ({**VEO, "method": "sora"}, "one of diffusers, comfyui, veo, runway, openai"),
        ({**VEO, "keep": ["lamp"]}, 'finish.keep has "lamp", and nothing in the scene is called so. There are: vase, table'),
        ({**VEO, "references": ["gone.png"]}, "finish.references"),
        ({**VEO, "rights": {"gone.png": "bought"}}, 'finish.rights has "gone.png", which is none of the references'),
        ({**VEO, "budget_usd": -1}, "finish.budget_usd is -1"),
    ],
)  # fmt: skip
def test_what_cant_be_is_a_sentence(read, finish, said):
    with pytest.raises(BadInputError, match=said.replace("(", r"\(")) as refused:
        read(**finish)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({**VEO}, "finish.method is veo, which finishes clips"),
        ({**VEO, "method": None, "hosted": None, "model": "graph.json", "only": ["sofa"]}, "finish.only is for clips"),
    ],
)
def test_a_design_is_finished_here(read, changes, said):
    with pytest.raises(BadInputError, match=said):
        read("A hotel lobby.", "set", **changes)


def test_where_and_for_how_much_names_no_other_brief(read):
    assert brief_sha256(read(**VEO)) == brief_sha256(read(**VEO, budget_usd=5, usd_per_second=0.1, wait_s=9))
    assert brief_sha256(read(**VEO)) != brief_sha256(read(**VEO, keep=["table"]))
