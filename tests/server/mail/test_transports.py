"""Mail leaves over real sockets and real files, and a refusal means what the server meant."""

import pytest
from mail_servers import Mailbox, self_made_certificate, signs_in, smtp_server

from server.mail.smtp import Envelope, NotNow, Refused, Unreachable, transport_for

MESSAGE = b"Subject: Undangan\r\n\r\n.titik di depan\r\n"


def to(address: str, name: str = "01mail") -> Envelope:
    return Envelope(name, "sidang@example.go.id", address)


@pytest.fixture
def mailbox():
    return Mailbox()


async def test_a_file_is_whole_under_its_name_and_a_repeat_is_the_same_file(tmp_path):
    folder = tmp_path / "surat keluar"
    transport = transport_for(f"file://{tmp_path}/surat%20keluar")

    await transport.send(to("a@x.id"), MESSAGE)
    await transport.send(to("a@x.id"), MESSAGE)

    assert [path.name for path in folder.iterdir()] == ["01mail.eml"]
    assert (folder / "01mail.eml").read_bytes() == MESSAGE


async def test_a_folder_that_cannot_be_written_is_out_of_reach(tmp_path):
    (tmp_path / "mail").write_text("in the way")

    with pytest.raises(Unreachable):
        await transport_for(f"file://{tmp_path}/mail").send(to("a@x.id"), MESSAGE)


async def test_many_mails_share_a_connection(mailbox):
    async with smtp_server(mailbox) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        for number in range(5):
            await transport.send(to(f"p{number}@x.id"), MESSAGE)
        await transport.close()

    assert mailbox.recipients == [f"p{number}@x.id" for number in range(5)]
    assert mailbox.messages[0] == MESSAGE
    assert len(mailbox.peers) == 1


@pytest.mark.parametrize(("answer", "meaning"), [("450 try later", NotNow), ("550 no such user", Refused)])
async def test_a_refusal_is_for_now_or_for_good_and_the_next_mail_goes_all_the_same(mailbox, answer, meaning):
    mailbox.answers["bad@x.id"] = answer
    async with smtp_server(mailbox) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        await transport.send(to("first@x.id"), MESSAGE)
        with pytest.raises(meaning, match=answer):
            await transport.send(to("bad@x.id"), MESSAGE)
        await transport.send(to("good@x.id"), MESSAGE)
        await transport.close()

    assert mailbox.recipients == ["first@x.id", "good@x.id"]
    assert len(mailbox.peers) == 1


async def test_a_stale_connection_is_replaced(mailbox):
    async with smtp_server(mailbox) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")
        await transport.send(to("first@x.id"), MESSAGE)
    async with smtp_server(mailbox, port=port):
        await transport.send(to("second@x.id"), MESSAGE)
        await transport.close()

    assert mailbox.recipients == ["first@x.id", "second@x.id"]


async def test_nobody_there_is_out_of_reach(mailbox):
    async with smtp_server(mailbox) as port:
        transport = transport_for(f"smtp://127.0.0.1:{port}")

    with pytest.raises(Unreachable):
        await transport.send(to("a@x.id"), MESSAGE)


async def test_starttls_is_taken_where_it_is_offered(mailbox, tmp_path):
    context, certificate = self_made_certificate(tmp_path)
    async with smtp_server(mailbox, tls_context=context) as port:
        for url in (f"smtp://127.0.0.1:{port}", f"smtp://127.0.0.1:{port}?starttls=always&ca={certificate}"):
            transport = transport_for(url)
            await transport.send(to("a@x.id"), MESSAGE)
            await transport.close()

    assert mailbox.encrypted == {True}


async def test_starttls_that_must_be_and_is_not_is_out_of_reach(mailbox):
    async with smtp_server(mailbox) as port:
        with pytest.raises(Unreachable):
            await transport_for(f"smtp://127.0.0.1:{port}?starttls=always").send(to("a@x.id"), MESSAGE)


async def test_tls_from_the_first_byte(mailbox, tmp_path):
    context, certificate = self_made_certificate(tmp_path)
    async with smtp_server(mailbox, ssl=context) as port:
        transport = transport_for(f"smtps://127.0.0.1:{port}?ca={certificate}")
        await transport.send(to("a@x.id"), MESSAGE)
        await transport.close()

    assert mailbox.recipients == ["a@x.id"]


async def test_a_certificate_of_somebody_else_is_not_trusted(mailbox, tmp_path):
    context, _ = self_made_certificate(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = self_made_certificate(tmp_path / "other")
    async with smtp_server(mailbox, ssl=context) as port:
        with pytest.raises(Unreachable, match="certificate"):
            await transport_for(f"smtps://127.0.0.1:{port}?ca={other}").send(to("a@x.id"), MESSAGE)


@pytest.mark.parametrize("password", ["rahasia", "salah"])
async def test_a_wrong_password_is_nobodys_mails_fault(mailbox, password):
    options = {"authenticator": signs_in("sidang", "rahasia"), "auth_required": True, "auth_require_tls": False}
    async with smtp_server(mailbox, **options) as port:
        transport = transport_for(f"smtp://sidang:{password}@127.0.0.1:{port}")
        if password == "salah":
            with pytest.raises(Unreachable, match="535"):
                await transport.send(to("a@x.id"), MESSAGE)
        else:
            await transport.send(to("a@x.id"), MESSAGE)
        await transport.close()

    assert mailbox.recipients == (["a@x.id"] if password == "rahasia" else [])


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://host?starttls=maybe", "smtp://host:x"])
def test_an_address_that_cannot_be_is_refused(url):
    with pytest.raises(ValueError):
        transport_for(url)
