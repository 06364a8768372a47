"""A browser that runs no script, over plain HTTP: it opens pages, fills their forms in and presses them.

Whatever it comes upon is judged: a form leads to an address that takes it and carries the page's token, a field stands
in a form, a button does something by itself. What is hidden without a script is not there for it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from houses import House
from lxml import html
from yarl import URL

from server.web.routes import ROUTES

File = tuple[str, bytes]  # its name, and what is in it
Typed = str | File | Sequence[str]
CONTROLS = "input|button|select|textarea"
CHOSEN = ("checkbox", "radio", "select")
BY_ITSELF = {"popovertarget", "commandfor", "readonly"}  # what a control does, or is for, without a form
PATTERNS = [(one.method, one.path, re.compile(re.sub(r"{\w+}", "[^/]+", one.path))) for one in ROUTES]


@dataclass(frozen=True)
class Control:
    """A field or a button, as it stands."""

    node: Any

    @property
    def kind(self) -> str:
        """What it is: `text`, `radio`, `submit`, `select` …"""
        usual = {"button": "submit", "input": "text"}.get(self.node.tag, self.node.tag)
        return str(self.node.get("type", usual))

    @property
    def name(self) -> str:
        """Under which name it is sent."""
        return str(self.node.get("name", ""))

    @property
    def value(self) -> str:
        """What it is sent with."""
        if self.kind == "select":
            options = sorted(self._options(), key=lambda option: not option[1])  # what is selected, else the first
            return options[0][0] if options else ""
        if self.kind == "textarea":
            return str(self.node.text or "").removeprefix("\n")
        return str(self.node.get("value", "on" if self.kind in CHOSEN else ""))

    @property
    def offers(self) -> list[str]:
        """What may be chosen of it."""
        return [one for one, _ in self._options()] if self.kind == "select" else [self.value]

    @property
    def is_pressed(self) -> bool:
        """Whether it sends its form."""
        return self.kind in ("submit", "image")

    @property
    def is_sent(self) -> bool:
        """Whether its value goes with its form as it stands."""
        is_on = self.kind not in ("checkbox", "radio") or self.node.get("checked") is not None
        return bool(self.name) and is_on and not self.is_off and not self.is_pressed and self.kind != "file"

    @property
    def is_off(self) -> bool:
        """Whether it can neither be pressed nor filled in."""
        around = self.node.iterancestors("fieldset")
        return any(one.get("disabled") is not None for one in (self.node, *around))

    def _options(self) -> list[tuple[str, bool]]:
        found = self.node.iter("option")
        return [(one.get("value", one.text_content().strip()), one.get("selected") is not None) for one in found]


@dataclass
class Form:
    """What can be sent, and where to."""

    action: str
    method: str
    kind: str
    controls: list[Control] = field(default_factory=list)

    @property
    def buttons(self) -> list[Control]:
        """What sends it."""
        return [one for one in self.controls if one.is_pressed]

    def target(self, button: Control) -> str:
        """Where that button sends it."""
        return urljoin(self.action, button.node.get("formaction", self.action))

    def named(self, name: str) -> list[Control]:
        """Its fields of that name."""
        return [one for one in self.controls if one.name == name and not one.is_pressed]

    def filled(self, typed: Mapping[str, Typed], button: Control) -> list[tuple[str, str | File]]:
        """What a browser sends of it, with what was typed. Raises AssertionError for what cannot be typed into it."""
        sent: list[tuple[str, str | File]] = []
        sent += [(one.name, one.value) for one in self.controls if one.is_sent and one.name not in typed]
        for name, text in typed.items():
            sent += [(name, one) for one in self._entered(name, text)]
        return [*sent, (button.name, button.value)] if button.name else sent

    def _entered(self, name: str, text: Typed) -> Sequence[str | File]:
        entered: Sequence[str | File] = [text] if isinstance(text, str | tuple) else text
        fields = self.named(name)
        assert fields, f"there is no field {name} in the form of {self.action}: {[one.name for one in self.controls]}"
        assert not any(one.kind == "hidden" for one in fields), f"nobody can type into {name} of {self.action}"
        if any(one.kind in CHOSEN for one in fields):
            offered = [offer for one in fields for offer in one.offers]
            assert set(entered) <= set(offered), f"{name} of {self.action} offers {offered}, not {entered}"
        return entered


@dataclass
class Page:
    """A page as it came, and what is on it for whoever runs no script."""

    address: str
    status: int
    markup: str

    @property
    def path(self) -> str:
        """Its address without the query."""
        return urlsplit(self.address).path

    @property
    def text(self) -> str:
        """What a person reads, on one line."""
        return " ".join(self._tree.text_content().split())

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where links lead, and their words."""
        found = [one for one in self._shown("a") if one.get("href") and one.get("download") is None]
        return [(urljoin(self.address, one.get("href")).partition("#")[0], one.text_content()) for one in found]

    @cached_property
    def forms(self) -> list[Form]:
        """Those that are shown, each with its fields, wherever these stand."""
        found = {one: self._form(one) for one in self._shown("form")}
        by_id = {one.get("id"): form for one, form in found.items() if one.get("id")}
        for node in self._shown(CONTROLS):
            around = next(node.iterancestors("form"), None)
            form = by_id.get(node.get("form")) if node.get("form") else found.get(around)
            if form is not None:
                form.controls.append(Control(node))
        return list(found.values())

    def form(self, action: str, button: str = "", **has: str) -> tuple[Form, Control]:
        """The first form that posts there and has such values, and its button of that name, `name=value` or class.
        Raises AssertionError for none."""
        ending = re.compile(f"(?:{action})$")
        for form in (one for one in self.forms if one.method == "POST"):
            if all(any(one.value == value for one in form.named(name)) for name, value in has.items()):
                for one in form.buttons:
                    named = not button or button in (one.name, f"{one.name}={one.value}", *one.node.classes)
                    if named and not one.is_off and ending.search(urlsplit(form.target(one)).path):
                        return form, one
        raise AssertionError(f"{self.status} {self.address} has no form {action} {button} {has}: {self.text}")

    @property
    def faults(self) -> list[str]:
        """What is wrong with it for whoever runs no script."""
        of_forms = [fault for one in self.forms for fault in self._of_form(one)]
        return [f"{self.path}: {fault}" for fault in (*self._of_controls(), *self._of_links(), *of_forms)]

    @cached_property
    def _tree(self) -> Any:
        return html.document_fromstring(self.markup)

    @cached_property
    def _hidden(self) -> set[Any]:
        hidden: set[Any] = set()
        for node in self._tree.iter():
            if node.getparent() in hidden or _hides(node):
                hidden.add(node)
        return hidden

    def _shown(self, tags: str) -> Iterator[Any]:
        return (one for one in self._tree.iter(*tags.split("|")) if one not in self._hidden)

    def _form(self, node: Any) -> Form:
        action = urljoin(self.address, node.get("action") or self.address)
        return Form(action, node.get("method", "get").upper(), node.get("enctype", ""))

    def _of_controls(self) -> Iterator[str]:
        sent = {one.node for form in self.forms for one in form.controls}
        for node in self._shown(CONTROLS):
            if BY_ITSELF & set(node.keys()):
                continue
            if node not in sent:
                yield f"in no form: {_told(node)}"
            elif node.get("type") == "button":
                yield f"does nothing by itself: {_told(node)}"

    def _of_links(self) -> Iterator[str]:
        for node in self._shown("a"):  # one without an address is none: a letter that is read shows where they stood
            if node.get("href") in ("", "#") or node.get("href", "").startswith("javascript:"):
                yield f"leads nowhere: {_told(node)}"

    def _of_form(self, form: Form) -> Iterator[str]:
        for path in {urlsplit(target).path for target in (form.action, *map(form.target, form.buttons))}:
            if not route(form.method, path):
                yield f"a form to nowhere: {form.method} {path}"
        signed_in = bool(self._tree.xpath("//meta[@name='csrf'][@content!='']"))
        if form.method == "POST" and signed_in and not _has_token(form):
            yield f"a form without the token: {form.action}"
        if "csrf" in urlsplit(form.action).query:
            yield f"a token in an address, which logs keep: {form.action}"
        fields = [one for one in form.controls if one.kind != "hidden"]
        if not form.buttons and len(fields) > 1:  # one field alone is sent by the key
            yield f"a form without a button: {form.action}"


def _hides(node: Any) -> bool:
    """Whether a browser that runs no script shows nothing of the element; `.scripted` is base.css's."""
    if not isinstance(node.tag, str):
        return True
    closed = node.tag == "dialog" and node.get("open") is None
    return node.get("hidden") is not None or closed or node.tag == "template" or "scripted" in node.classes


def _told(node: Any) -> str:
    return f"{node.tag} {dict(node.attrib)}"


def _has_token(form: Form) -> bool:
    if form.kind == "multipart/form-data":  # which is read as it comes: the token has to come first
        return any(one.name == "csrf" and one.value for one in form.controls[:1])
    return any(one.value for one in form.named("csrf"))


def route(method: str, path: str) -> str:
    """The address's pattern in the table of routes; empty where there is none. Words go before names."""
    found = [known for verb, known, pattern in PATTERNS if verb == method and pattern.fullmatch(path)]
    return min(found, key=lambda known: known.count("{"), default="")


class Plain:
    """Somebody whose browser runs no script. `pressed` are the addresses of the forms they sent, as the routes have
    them, but with the word that stands in place of `{action}`, `{control}` or `{decision}`."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Accept": "text/html"})
        self.pressed: set[str] = set()
        self.faults: list[str] = []

    async def come_in(self, token: str | None) -> "Plain":
        """By the personal link, and its button."""
        await self.press(f"/enter/{token}", "/enter/.*")
        return self

    async def open(self, path: str) -> Page:
        """Opens a page."""
        return await self._ask("GET", path)

    async def follow(self, where: str | Page, leads: str, words: str = "") -> Page:
        """Opens the first link of the page whose address ends so and which has such words."""
        page, ending = await self._page(where), re.compile(f"(?:{leads})$")
        for address, said in page.links:
            if ending.search(address) and words in said:
                return await self.open(address)
        raise AssertionError(f"{page.address} leads nowhere to {leads} {words}: {page.links}")

    async def press(
        self,
        where: str | Page,
        action: str,
        button: str = "",
        *,
        has: Mapping[str, str] | None = None,
        answered: int = 200,
        **typed: Typed,
    ) -> Page:
        """Fills in the form of that page, presses its button, and follows to where it leads, whose status is given."""
        form, by = (await self._page(where)).form(action, button, **(has or {}))
        target, pairs = form.target(by), form.filled(typed, by)
        path = urlsplit(target).path
        self.pressed.add(re.sub(r"{(?:action|control|decision)}", path.rpartition("/")[2], route("POST", path)))
        after = await self._ask("POST", target, data=_body(form, pairs))
        assert after.status == answered, f"{target} {typed}: {after.status} {after.text[:1500]}"
        return after

    async def _page(self, where: str | Page) -> Page:
        return await self.open(where) if isinstance(where, str) else where

    async def _ask(self, method: str, path: str, **options: Any) -> Page:
        url = self.house.client.make_url(path) if path.startswith("/") else URL(path)
        async with self.session.request(method, url, **options) as answer:
            page = Page(str(answer.url), answer.status, await answer.text(errors="replace"))
            is_page = answer.content_type == "text/html"
        self.faults += page.faults if is_page else []
        return page


def _body(form: Form, pairs: Sequence[tuple[str, str | File]]) -> aiohttp.FormData:
    body = aiohttp.FormData(default_to_multipart=form.kind == "multipart/form-data")
    for name, text in pairs:
        if isinstance(text, str):
            body.add_field(name, text)
        else:
            assert form.kind == "multipart/form-data", f"{form.action} takes no file"
            body.add_field(name, text[1], filename=text[0])
    return body
