"""Rooms: when two addresses are one place, and links that nobody can guess."""

import pytest

from sessions.values.booking.rooms import BY_HAND, Meeting, Room, place

ADDRESS = "https://rapat.example.id/ruang-1"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("http://rapat.example.id/ruang-1", True),
        ("HTTPS://Rapat.Example.ID:443/ruang-1/", True),
        ("http://rapat.example.id:80/ruang-1#chat", True),
        (" https://rapat.example.id/ruang-1 ", True),
        ("https://rapat.example.id/Ruang-1", False),
        ("https://rapat.example.id:8443/ruang-1", False),
        ("https://rapat.example.id:80/ruang-1", False),
        ("https://rapat.example.id/ruang-1?pwd=x", False),
        ("https://rapat2.example.id/ruang-1", False),
    ],
)
def test_two_addresses_are_one_room_where_only_their_writing_differs(other, same):
    assert (place(other) == place(ADDRESS)) is same


def test_an_odd_port_is_no_fault():
    assert place("https://rapat.example.id:99999/ruang-1") == place(ADDRESS)
    assert len(place("bukan alamat")) == 40  # hexadecimal digits, as wide as its column


def test_a_room_is_told_from_others_by_its_address_or_by_itself():
    room = Room("r1", "p1", "Ruang 1", ADDRESS, 3)
    assert room.place == place(ADDRESS)
    assert Room("r1", "p1", "Ruang 1", "").place == "r1"
    assert room.as_json() == {"id": "r1", "programme": "p1", "name": "Ruang 1", "meeting_url": ADDRESS, "revision": 3}


def test_a_made_link_has_a_secret_of_128_bits_each_time_another():
    meeting = Meeting("https://meet.example.id/sidang-{secret}#{secret}")
    links = {meeting.link() for _ in range(50)}
    assert len(links) == 50
    for link in links:
        first, second = link.removeprefix("https://meet.example.id/sidang-").split("#")
        assert first == second
        assert len(first) == 22  # 128 bits in base64
    assert BY_HAND.link() == ""
