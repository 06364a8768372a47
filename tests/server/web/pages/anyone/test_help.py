"""The guides: open to anybody, in both languages, and each page leads to a part that is there."""

import io
import re

from houses import on_one_store
from PIL import Image
from reading_pages import read

from server.text.help import READERS, guide
from server.text.languages import TEMPLATES
from server.web.look.statics import FOLDER


@on_one_store
async def test_anybody_reads_every_guide_in_both_languages(house):
    every = await read(house.nobody, "/help")
    assert all(f'href="/help/{reader}"' in every.markup for reader in READERS)
    for reader in READERS:
        page = await read(house.nobody, f"/help/{reader}")
        english = await read(house.nobody, f"/help/{reader}", headers={"Cookie": "sidang_language=en"})
        assert guide(reader, "id").title in page.text and guide(reader, "en").title in english.text
        assert page.status == english.status == 200 and not page.inline
        for one in guide(reader, "id").sections:
            assert f'id="{one.key}"' in page.markup and all(text in page.text for text in [*one.told, *one.steps])
        for source, *room in re.findall(r'<img [^>]*src="([^"]*)" width="(\d+)" height="(\d+)"', page.markup):
            async with house.client.get(source) as answer:
                assert (answer.status, answer.content_type) == (200, "image/webp")
                drawn = await answer.read()
                assert len(drawn) < 21_000 and Image.open(io.BytesIO(drawn)).size == tuple(map(int, room))
    assert (await read(house.nobody, "/help/anybody")).status == 404
    assert guide("official", "id").title in (await read(house.secretariat, "/help")).text, "led to their own"
    assert 'href="/help/official#book"' in (await read(house.secretariat, f"/programmes/{house.programme}/book")).markup


def test_every_page_leads_to_a_part_that_is_there():
    linked = [link for path in TEMPLATES.rglob("*.html")
              for link in re.findall(r"(?:helps %}|/help)/(\w+#\w+)", path.read_text(encoding="utf-8"))]  # fmt: skip
    there = {f"{reader}#{one.key}" for reader in READERS for one in guide(reader, "id").sections}

    assert len(linked) > 15 and set(linked) <= there


def test_every_guide_has_pictures_of_the_pages_it_speaks_of():
    for language in ("id", "en"):
        named = [one.picture for reader in READERS for one in guide(reader, language).sections if one.picture]
        assert len(named) >= 6 and all((FOLDER / f"help-{name}-{language}.webp").exists() for name in named)
