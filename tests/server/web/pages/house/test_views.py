"""Views of lists under a name: for oneself or the whole secretariat, renamed, removed, and of an archived round."""

import re

from houses import Caller, on_both_stores
from reading_pages import read, send

from sessions.store.powers import links


async def sessions(house, query: str = ""):
    return await read(house.secretariat, f"/programmes/{house.programme}/sessions{query}")


async def keep(house, who=None, **form):
    given = {"list": "sessions", "programme": house.programme, "query": "?province=Bali&state=all", "name": "Bali"}
    return await send(who or house.secretariat, "/views", given | form)


@on_both_stores
async def test_what_a_list_asks_is_kept_under_a_name_renamed_and_removed(house):
    kept = await keep(house)
    page = await sessions(house, kept.location.partition("sessions")[2])
    (view,) = re.findall(r'action="/views/(\w+)"', (await read(house.secretariat, "/views")).markup)
    await send(house.secretariat, f"/views/{view}", {"name": "Pulau Bali"})
    renamed = await sessions(house)
    gone = await send(house.secretariat, f"/views/{view}/remove")

    assert (kept.status, kept.location) == (
        303, f"/programmes/{house.programme}/sessions?province=Bali&state=all&said=view-kept",
    )  # fmt: skip
    assert "Tampilan disimpan." in page.text and 'class="chip on" href' in page.markup
    assert "Pulau Bali" in renamed.text and 'class="chip on" href' not in renamed.markup
    assert gone.status == 303 and "Pulau Bali" not in (await sessions(house)).text


async def test_a_list_as_it_shows_itself_is_no_view_to_keep(house):
    offered = {
        one: "Simpan tampilan ini" in (await read(house.secretariat, f"/inbox{one}")).text
        for one in ("", "?state=open", "?state=done", "?q=jepara")
    }

    assert offered == {"": False, "?state=open": False, "?state=done": True, "?q=jepara": True}


async def test_only_a_view_of_a_list_that_is_there_is_kept(house):
    asked = [("sessions", ""), ("mails", ""), ("inbox", house.programme)]
    assert [(await keep(house, list=one, programme=where)).status for one, where in asked] == [404, 404, 404]
    assert (await keep(house, list="history", programme="")).location.startswith("/history?")


async def test_a_shared_one_is_everybodys_and_ones_own_is_ones_own(house):
    key = await house.store.write(links.add_key, "wulan", now=house.clock(), days=None)
    wulan = Caller(house.client, key)
    await keep(house, name="Punya saya")
    await keep(house, name="Punya kita", shared="1")
    own = re.findall(r'action="/views/(\w+)"', (await read(house.secretariat, "/views")).markup)
    theirs = re.findall(r'action="/views/(\w+)"', (await read(wulan, "/views")).markup)

    assert len(own) == 2 and len(theirs) == 1 and theirs[0] in own
    (hidden,) = set(own) - set(theirs)
    assert (await send(wulan, f"/views/{hidden}/remove")).status == 404
    assert (await send(wulan, f"/views/{theirs[0]}", {"name": "Milik kita"})).status == 303
    assert (await read(house.panelist, "/views")).status == 404
    assert (await keep(house, house.panelist)).status == 404


async def test_a_view_of_an_archived_round_says_so_and_no_new_one_is_kept(house):
    await keep(house)
    await house.secretariat.post(f"/programmes/{house.programme}/archive")

    assert "program diarsipkan: hanya dibaca" in (await read(house.secretariat, "/views")).text
    page = await sessions(house, "?province=Bali&state=all")
    assert "program diarsipkan: hanya dibaca" in page.text and "Simpan tampilan ini" not in page.text
    assert (await keep(house, name="Lagi")).status == 409


async def test_what_no_list_is_or_has_no_name_is_refused_in_words(house):
    assert (await keep(house, list="../accounts")).status == 422
    assert (await keep(house, name=" ")).status == 422
    assert (await keep(house, programme="nowhere")).status == 404
    led = (await keep(house, query="?q=%0d%0aSet-Cookie:x&state=all")).location
    assert "\n" not in led and led.startswith(f"/programmes/{house.programme}/sessions?")
