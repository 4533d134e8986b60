import pytest

from rushes.engines.wardrobe.drape.fabrics import fabric, fabrics
from rushes.errors import BadInputError


def test_every_fabric_is_in_the_ranges_of_apparel():
    for one in fabrics().values():
        assert 0.03 < one.weight < 1.2
        assert 1e-4 <= one.thickness < 4e-3
        assert 100 <= one.stretch <= 20_000
        assert 1e-6 <= one.bend <= 1e-3
        assert 0.05 < one.friction < 1


def test_one_word_is_enough_where_it_is_one_fabrics_own():
    assert fabric("Velvet").name == "cotton velvet"
    assert fabric(" denim ") is fabrics()["denim"]


@pytest.mark.parametrize("name", ["chain mail", "cotton", ""])
def test_a_fabric_without_data_is_refused(name):
    with pytest.raises(BadInputError, match="There are no data for the fabric"):
        fabric(name)
