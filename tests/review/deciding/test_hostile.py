"""Whatever is sent as a decision, a receipt or approvals: it is refused in a sentence, and nothing is written."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.errors import RushesError
from rushes.provenance import trust_root_pem
from rushes.provenance.approvals import check_approvals
from rushes.review.deciding import approvals_of, check_receipt, receipt_of, record, with_signed

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
QUICK = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def sent(floor):
    """A signed decision that is on its way, and one that is on record."""
    take, ida = floor.take(), floor.person("ida", "supervisor")
    made = floor.decide(take, "hold", ida)
    return (
        floor.signed(take, "circle", ida, 1),
        receipt_of(floor.show, made.id),
        approvals_of(floor.show, [("020_0150", "v001")]),
    )


def changed(data, document):
    """Return a document with one thing in it, at any depth of two, changed to something else, taken out or added."""
    document = json.loads(json.dumps(document))
    field = data.draw(st.sampled_from([*sorted(document), "more"]))
    inner = document.get(field)
    if isinstance(inner, dict) and data.draw(st.booleans()):
        document[field] = changed(data, inner)
    elif field in document and data.draw(st.booleans()):
        del document[field]
    else:
        document[field] = data.draw(ANYTHING)
    return document


@QUICK
@given(data=st.data())
def test_a_decision_with_anything_in_it(floor, sent, later, data):
    document = changed(data, sent[0])
    if document == sent[0]:
        return
    before = floor.show.ledger.read_bytes()
    with pytest.raises(RushesError) as told:
        record(floor.show, document, now=later)
    assert str(told.value).endswith((".", ")", "show."))
    assert floor.show.ledger.read_bytes() == before


@QUICK
@given(data=st.data())
def test_a_draft_with_anything_in_it(sent, data):
    with suppress(RushesError):  # anything else is a fault
        with_signed(changed(data, sent[0]), b"x" * 64)


@QUICK
@given(data=st.data())
def test_a_receipt_and_approvals_with_anything_in_them(sent, data):
    _, receipt, approvals = sent
    root = trust_root_pem()
    for document, check in ((receipt, check_receipt), (approvals, check_approvals)):
        told = changed(data, document)
        if told not in (document, document | {"entries": []}):  # no entry proves nothing, and is no lie
            with pytest.raises(RushesError):
                check(told, trust_roots=root)


def test_a_decision_that_is_nested_beyond_measure(floor, sent, later):
    deep: object = "x"
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(RushesError):
        record(floor.show, sent[0] | {"why": deep}, now=later)
