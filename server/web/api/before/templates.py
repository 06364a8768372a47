"""What a programme's mails say in its own words, kind by kind, with a preview."""

from aiohttp import web

from server import forms
from server.forms import TemplateIn
from server.mail import compose, own_words
from server.settings import Settings
from server.text import LANGUAGES
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import must_be_secretariat, templating
from sessions.store import Db, registry, templates
from sessions.values import NotFound, Template


async def get_template(request: web.Request) -> web.Response:
    """What mails of the kind say."""
    asker, programme, kind = access.asker(request), request.match_info["id"], _kind(request)

    def query(db: Db) -> dict[str, object]:
        must_be_secretariat(asker)
        return _shown(db, programme, templates.get(db, programme, kind), request.app[SETTINGS])

    return await handlers.show(request, query)


async def put_template(request: web.Request) -> web.Response:
    """Sets the programme's own words."""
    asker, programme, kind = access.asker(request), request.match_info["id"], _kind(request)
    given = (await forms.body(request, TemplateIn)).given()
    languages, revision = given["languages"], given.get("revision")
    own_words.must_fit(kind, languages)
    return await handlers.act(
        request,
        lambda db: templating.put(db, programme, kind, languages, asker, revision=revision, now=handlers.now(request)),
        view=lambda db, kept: _shown(db, programme, kept, request.app[SETTINGS]),
    )


async def drop_template(request: web.Request) -> web.Response:
    """Goes back to the program's own words; `?revision=` is the one that was seen."""
    asker, programme, kind = access.asker(request), request.match_info["id"], _kind(request)
    seen = handlers.seen_revision(request)
    return await handlers.act(
        request,
        lambda db: templating.put(db, programme, kind, {}, asker, revision=seen, now=handlers.now(request)),
        view=lambda db, kept: _shown(db, programme, kept, request.app[SETTINGS]),
        status=204,
    )


def _kind(request: web.Request) -> str:
    kind = request.match_info["kind"]
    if kind not in own_words.WORDED:
        raise NotFound("no-such-kind")
    return kind


def _shown(db: Db, programme: str, template: Template, settings: Settings) -> dict[str, object]:
    found = registry.programme(db, programme)
    about = {"id": found.id, "name": found.name, "timezone": found.timezone}
    own = {language: template.languages.get(language) for language in LANGUAGES}
    return template.as_json() | {
        "placeholders": own_words.placeholders(template.kind),
        "languages": {one: dict(words or own_words.programs(template.kind, one)) for one, words in own.items()},
        "preview": {one: compose.example(template, about, one, settings) for one in LANGUAGES},
    }
