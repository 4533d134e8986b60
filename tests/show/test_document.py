import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.show import parse_document, read_document


def test_numbers_are_read_as_yaml_1_2_reads_them():
    fields = parse_document("shot: 020_0150\nclock: 1:30\nword: no\nframes: 96\nhigh: 3.2\nplate: ~\non: true", "b")
    assert fields == {
        "shot": "020_0150",
        "clock": "1:30",
        "word": "no",
        "frames": 96,
        "high": 3.2,
        "plate": None,
        "on": True,
    }


def test_quoted_values_stay_texts():
    assert parse_document("a: '8'\nb: \"true\"\nc: |\n  12\n", "b") == {"a": "8", "b": "true", "c": "12\n"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("frames: 4\nframes: 5", '"frames" is given twice'),
        ("camera:\n  move: locked\n  move: locked", '"camera.move" is given twice'),
        ("a: &x 1\nb: *x", "anchors"),
        ("a: !!python/object:os.system x", "tags"),
        ("a: 1\n---\nb: 2", "second document"),
        ("- a\n- b", "does not hold fields"),
        ("just words", "does not hold fields"),
        ("", "is empty"),
        ("# nothing", "is empty"),
        ("a: [1", "line 1: this is not YAML"),
        ("a: b: c", "line 1: this is not YAML"),
        ("a: \x00", "not YAML"),
        ("? [a]\n: b", "has to be a word"),
        ("a: " + "[" * 40 + "]" * 40, "nested too deep"),
    ],
)
def test_what_is_ambiguous_or_dangerous_is_one_clear_sentence(text, words):
    with pytest.raises(BadInputError) as caught:
        parse_document(text, "brief.yaml")
    assert words in str(caught.value)
    assert str(caught.value).startswith("brief.yaml")
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path):
    (tmp_path / "latin.yaml").write_bytes(b"text: caf\xe9")
    (tmp_path / "big.yaml").write_bytes(b"#" * 300_000)
    for path, words in [
        (tmp_path / "none.yaml", "does not exist"),
        (tmp_path, "is a folder"),
        (tmp_path / "latin.yaml", "not UTF-8"),
        (tmp_path / "big.yaml", "larger than"),
        (tmp_path / "latin.yaml" / "x", "can't be read"),
        (tmp_path / "a\0b", "can't be read"),
    ]:
        with pytest.raises(BadInputError) as caught:
            read_document(path)
        assert words in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_first_field(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfframes: 4")
    assert read_document(path) == {"frames": 4}


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    try:
        parse_document(text, "brief.yaml")
    except BadInputError:
        return


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=20), min_size=1))
def test_what_a_writer_quotes_reads_back(fields):
    text = yaml.safe_dump(fields, default_style='"', allow_unicode=True)
    assert parse_document(text, "brief.yaml") == fields
