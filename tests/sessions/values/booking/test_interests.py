"""When a panelist belongs to the government that is assessed."""

import pytest

from sessions.values.booking.interests import is_own_government

OFFICE = ["walidata@jepara.go.id", "bupati.jepara@gmail.com", ""]


@pytest.mark.parametrize(
    ("institution", "email", "regency", "own"),
    [
        ("Pemerintah Kabupaten Jepara", "", "Kabupaten Jepara", True),
        ("Diskominfo Jepara", "", "Kabupaten Jepara", True),
        ("DINAS KOMUNIKASI KAB. JEPARA", "", "Kab. Jepara", True),
        ("Bappeda Kota Semarang", "", "Kota Semarang", True),
        ("Walikota Semarang", "", "Kota Administrasi Semarang", True),
        ("Kabupaten Jepara", "", "Kabupaten Jepara", True),
        ("Komunitas Jepara", "", "Kabupaten Jepara", False),  # the place alone, no office of it
        ("Diskominfo Kudus", "", "Kabupaten Jepara", False),
        ("Dinas Jeparasari", "", "Kabupaten Jepara", False),
        ("Universitas Jepara, bekas Bappeda", "", "Kabupaten Jepara", False),
        ("Dinas apa pun", "", "Kabupaten", False),
        ("", "siti@Jepara.go.id ", "Kabupaten Jepara", True),
        ("", '"siti@kudus.go.id"@jepara.go.id', "Kabupaten Jepara", True),
        ("", "siti@kudus.go.id", "Kabupaten Jepara", False),
        ("", "siti@gmail.com", "Kabupaten Jepara", False),  # anybody's
        ("", "", "Kabupaten Jepara", False),
    ],
)
def test_it_is_told_by_the_institutions_name_or_the_mails_domain(institution, email, regency, own):
    assert is_own_government(institution, email, regency, OFFICE) is own
