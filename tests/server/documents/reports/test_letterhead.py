"""To whom a letter to a regency is addressed."""

import pytest

from server.documents.reports import letterhead


@pytest.mark.parametrize(
    ("regency", "id_", "en"),
    [
        ("Kabupaten Jepara", "Yth. Bupati Jepara", "To the Regent of Jepara"),
        ("Kota Semarang", "Yth. Wali Kota Semarang", "To the Mayor of Semarang"),
        ("Kota Administrasi Jakarta Pusat", "Yth. Wali Kota Administrasi Jakarta Pusat", None),
        ("Ibu Kota Nusantara", "Yth. Kepala Daerah", "To the head of the region"),
        ("Kota", "Yth. Kepala Daerah", "To the head of the region"),
    ],
)
def test_a_letter_goes_to_who_heads_the_regency(regency, id_, en):
    assert letterhead.addressed(regency, "id") == id_
    assert en is None or letterhead.addressed(regency, "en") == en
