"""A member of the secretariat makes a passkey and comes in by it: Debian's Chromium with its virtual authenticator."""

import re

from houses import Caller, on_one_store, open_house
from playwright.async_api import expect
from real_browsers import real_browsers
from sqlalchemy import select

from server.web.keys import SETTINGS
from sessions.store.powers import links
from sessions.store.tables.core import mails
from sessions.store.tables.log import leaves

WULAN = {"email": "wulan@kominfo.example", "name": "Wulan Sari", "role": "secretariat"}
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


async def signs_in(page):
    await page.goto("/".join([*page.url.split("/")[:3], "sign-in"]))
    async with page.expect_request("**/sign-in/passkey") as asked:
        await page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    return await asked.value


@on_one_store
async def test_a_passkey_is_made_named_used_once_a_challenge_and_removed(store, clock, tmp_path):
    async with open_house(store, clock, tmp_path / "data") as house:
        wulan = (await house.secretariat.post("/accounts", WULAN))["id"]
        address = f"http://localhost:{house.client.port}"
        house.client.app[SETTINGS].server.public_url = address
        once = await store.write(links.one_time, wulan, now=clock.now)
        own = await store.write(links.token, "enter", wulan, person=wulan, now=clock.now)
        assert (
            await Caller(house.client, own).post("//account/passkeys/options", {})
        ).status == 404  # a link is no account

        async with real_browsers(lambda: address) as browsers:
            person = await browsers.person()
            page = person.page
            cdp = await person.context.new_cdp_session(page)
            await cdp.send("WebAuthn.enable")
            await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
            await person.come_in(once, "/account")
            await page.get_by_label("Nama kunci sandi").fill("Laptop kantor")
            await page.get_by_role("button", name="Tambahkan kunci sandi").click()
            await expect(page.get_by_text("Kunci sandi ditambahkan.")).to_be_visible()
            await expect(page.get_by_text("Laptop kantor", exact=True)).to_be_visible()

            await person.context.clear_cookies()
            async with page.expect_navigation(url=re.compile("/programmes/.*/overview")):
                asked = await signs_in(page)
            kept = (await asked.all_headers())["cookie"]
            await person.go("/account")
            await expect(page.get_by_text(re.compile("lewat kunci sandi"))).to_be_visible()
            headers = {"Cookie": kept, "Content-Type": "application/json", "Origin": address}
            async with house.client.post("/sign-in/passkey", data=asked.post_data, headers=headers) as again:
                assert again.status in (401, 422)  # that challenge has been answered
                assert "sidang" not in again.cookies

            await page.get_by_role("button", name="Hapus kunci sandi").click()
            await expect(page.get_by_text("Kunci sandi dihapus.")).to_be_visible()
            await person.context.clear_cookies()
            await signs_in(page)
            await expect(page.get_by_text("Kunci sandi tidak diterima.")).to_be_visible()
            assert [one for one in person.complaints if "401" not in one] == []

        told = await store.read(lambda db: db.execute(select(mails.c.kind).where(mails.c.person_id == wulan)).all())
        assert [kind for (kind,) in told if "passkey" in kind] == ["passkey-made", "passkey-removed"]
        noted = await store.read(lambda db: db.execute(select(leaves.c.kind)).all())
        assert {"passkey-made", "passkey-removed", "passkey-row"} <= {kind for (kind,) in noted}
