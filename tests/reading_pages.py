"""Pages as tests read them: status, text and forms, over plain HTTP."""

import html
import re
from dataclasses import dataclass
from typing import Any

from houses import Caller

INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@dataclass(frozen=True)
class Read:
    """A page as it came."""

    status: int
    markup: str
    location: str
    clears: str = ""  # what the browser is to forget

    @property
    def text(self) -> str:
        """What a person reads, on one line."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.markup)).split())

    @property
    def inline(self) -> list[str]:
        """What the Content-Security-Policy would refuse to run."""
        return INLINE.findall(self.markup)

    def carried(self, action: str) -> dict[str, str]:
        """What the first form that posts there carries unseen, as a browser without scripts sends it."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', self.markup, re.DOTALL)
        assert form, f"no form posts to {action}"
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
        return {name: html.unescape(value) for name, value in found}

    def field(self, name: str) -> str:
        """The value of an input, the text of an area or what is chosen of a list."""
        named = rf'[^>]*name="{re.escape(name)}"'
        found = re.search(rf'<input{named}[^>]*value="([^"]*)"', self.markup)
        area = re.search(rf"<textarea{named}[^>]*>([^<]*)</textarea>", self.markup)
        several = re.search(rf"<select{named}[^>]*>(.*?)</select>", self.markup, re.DOTALL)
        chosen = several and re.search(r'value="([^"]*)"[^>]*\bselected\b', several[1])
        match = found or area or chosen
        assert match, f"there is no field {name}"
        return html.unescape(match[1])


async def read(who: Caller, path: str, **options: Any) -> Read:
    """Opens a page."""
    return await _ask(who, "GET", path, **options)


async def weighed(who: Caller, path: str) -> int:
    """Bytes that the page takes when what it is drawn with is kept already: compressed, with its heads."""
    headers = who.headers(Accept="text/html") | {"Accept-Encoding": "br"}
    async with who.client.request("GET", path, headers=headers) as response:
        assert response.status == 200 and response.headers["Content-Encoding"] == "br", path
        return int(response.headers["Content-Length"]) + _heads(response)


async def send(who: Caller, path: str, form: Any = None, **options: Any) -> Read:
    """Sends a form, and does not follow where it leads."""
    return await _ask(who, "POST", path, data=form or {}, allow_redirects=False, **options)


def _heads(response: Any) -> int:
    return sum(len(name) + len(text) + len(": \r\n") for name, text in response.raw_headers)


async def _ask(who: Caller, method: str, path: str, **options: Any) -> Read:
    headers = who.headers(Accept="text/html", **options.pop("headers", {}))
    async with who.client.request(method, path, headers=headers, **options) as response:
        told = response.headers
        return Read(response.status, await response.text(), told.get("Location", ""), told.get("Clear-Site-Data", ""))


class Browser(Caller):
    """Shows its sign-in's cookie and, for what changes something, the token of its page."""

    def __init__(self, client: Any, cookie: str) -> None:
        super().__init__(client)
        self.cookie = cookie

    def headers(self, **more: str) -> dict[str, str]:
        """The request's headers."""
        return {"Cookie": f"sidang={self.cookie}"} | more

    async def with_token(self) -> dict[str, str]:
        """The headers of a form that was sent from one of our pages."""
        page = await read(self, "/account")
        return {"X-CSRF-Token": page.field("csrf")}
