"""Where meetings ask for a ticket, each person's own stands in that person's pages and mails, and in no calendar."""

from urllib.parse import parse_qs, urlsplit

from houses import open_house
from joserfc import jwt
from joserfc.jwk import OctKey
from posted import posted

from sessions.clock import from_wire

SECRET = "rahasia-rapat-yang-panjang-sekali-0123456789"


def asks_for_tickets(settings):
    settings.meeting.template = "https://meet.example.id/sidang/{secret}"
    settings.meeting.jitsi_app, settings.meeting.jitsi_secret = "sidang", SECRET


def ticket(link: str) -> dict:
    """What the meeting's server reads in a link's ticket."""
    (token,) = parse_qs(urlsplit(link).query)["jwt"]
    return dict(jwt.decode(token, OctKey.import_key(SECRET)).claims)


async def test_each_persons_own_ticket_stands_in_their_pages_and_mails_alone(store, clock, tmp_path):
    async with open_house(store, clock, tmp_path / "data", change=asks_for_tickets) as house:
        session = await house.book(meeting_url="")
        shown = await house.secretariat.session(session)
        plain = shown["meeting_url"]
        room, ends = plain.rsplit("/", 1)[1].lower(), from_wire(shown["ends_at"]).timestamp()

        (mail,) = await posted(house, "budi@panel.example")
        said = ticket(next(word for word in mail.text.split() if word.startswith(plain)))
        assert (said["iss"], said["aud"], said["sub"], said["room"]) == ("sidang", "sidang", "sidang", room)
        assert said["context"]["user"]["id"] == house.id("budi") and said["exp"] > ends
        assert b"jwt=" not in mail.calendar and plain.encode() in mail.calendar.replace(b"\r\n ", b"")

        for name, moderates in (("budi", "false"), ("ratna", "true")):
            page = await house.people[name].get(f"//sessions/{session}/meeting", allow_redirects=False)
            user = ticket(page.headers["Location"])["context"]["user"]
            assert (page.status, user["id"], user["moderator"]) == (302, house.id(name), moderates)
        text = (await house.panelist.get(f"//sessions/{session}/sheet")).raw.decode()
        assert f"{plain}?jwt=" in text and house.id("tono") not in text
        assert (await house.people["tono"].get(f"//sessions/{session}/meeting", allow_redirects=False)).status == 404

        kept = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
        (budis,) = [one["id"] for one in kept if one["to"]["id"] == house.id("budi")]
        read = await house.secretariat.get(f"/mails/{budis}")
        assert plain in read["text"] and "jwt=" not in read["text"] + read["html"] + (read["calendar"] or "")
        assert "jwt" not in (await house.panelist.session(session))["meeting_url"]


async def test_a_ticket_goes_to_no_other_host(store, clock, tmp_path):
    async with open_house(store, clock, tmp_path / "data", change=asks_for_tickets) as house:
        session = await house.book(meeting_url="https://rapat.lain.example/jepara")
        moved = await house.panelist.get(f"//sessions/{session}/meeting", allow_redirects=False)
        assert moved.headers["Location"] == "https://rapat.lain.example/jepara"
        assert "jwt=" not in (await posted(house, "budi@panel.example"))[0].text
