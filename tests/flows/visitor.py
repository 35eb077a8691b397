"""A visitor without a window: opens pages, reads their forms, and sends them as a browser would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class FormOnPage:
    """A form with the fields that a browser would send, as they stand on the page."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    #: Radio buttons and options that could be chosen, by field.
    choices: dict[str, list[str]] = field(default_factory=dict)
    #: Fields that are boxes to tick.
    ticks: set[str] = field(default_factory=set)
    #: Fields that take a file.
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[FormOnPage] = []
        self.form: FormOnPage | None = None
        self.select: str | None = None
        self.textarea: str | None = None
        self.text: list[str] = []
        self.links: list[str] = []
        self.by_id: dict[str, FormOnPage] = {}
        #: Fields outside of their form, which they name: id of the form, name, value.
        self.apart: list[list[str]] = []
        self.reads_apart = False

    def attach(self) -> None:
        """Give the fields that stand outside of their form to it, as a browser does."""
        for form_id, name, value in self.apart:
            if form_id in self.by_id:
                self.by_id[form_id].fields.setdefault(name, []).append(value.removeprefix("\n"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            action = urljoin(self.address, given.get("action", "") or self.address)
            self.form = FormOnPage(action, given.get("method", "get").lower())
            self.forms.append(self.form)
            self.by_id[given.get("id", "")] = self.form
        elif tag in {"input", "textarea"} and "form" in given:
            self.apart.append([given["form"], given["name"], given.get("value", "")])
            self.reads_apart = tag == "textarea"
        elif self.form is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self.form is not None
        name = given.get("name", "")
        if tag == "select":
            self.select = name
            self.form.choices.setdefault(name, [])
        elif tag == "option" and self.select:
            value = given.get("value", "")
            self.form.choices[self.select].append(value)
            if "selected" in given or self.select not in self.form.fields:
                self.form.fields[self.select] = [value]
        elif tag == "textarea":
            self.textarea = name
            self.form.fields[name] = [""]
        elif tag == "input" and name and "disabled" not in given:
            self._input(name, given)

    def _input(self, name: str, given: dict[str, str]) -> None:
        assert self.form is not None
        kind = given.get("type", "text")
        value = given.get("value", "on" if kind == "checkbox" else "")
        if kind == "checkbox":
            self.form.ticks.add(name)
        if kind in {"radio", "checkbox"}:
            self.form.choices.setdefault(name, []).append(value)
            if "checked" not in given:
                return
        if kind == "file":
            self.form.files.append(name)
        if kind in {"submit", "file"}:
            return
        self.form.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.reads_apart:
            self.reads_apart = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea is not None:
            if self.form is not None:
                text = self.form.fields[self.textarea][0]
                self.form.fields[self.textarea] = [text.removeprefix("\n")]
            self.textarea = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.reads_apart:
            self.apart[-1][2] += data
        if self.form is not None and self.textarea:
            self.form.fields[self.textarea] = [self.form.fields[self.textarea][0] + data]


@dataclass
class Opened:
    """A page that was opened."""

    address: str
    status: int
    html: str
    headers: Any

    @property
    def text(self) -> str:
        """All words of the page with single blanks between them."""
        return " ".join(" ".join(self._read().text).split())

    def forms(self) -> list[FormOnPage]:
        return self._read().forms

    def form(self, action: str) -> FormOnPage:
        """Return the form that is sent to ``action``, else the first whose action contains it."""
        forms = self.forms()
        found = [form for form in forms if urlsplit(form.action).path == action]
        found += [form for form in forms if action in form.action]
        assert found, f"no form with {action!r} on {self.address}: {[f.action for f in forms]}"
        return found[0]

    def has_form(self, action: str) -> bool:
        """Tell whether a form is sent to an address that contains ``action``."""
        return any(action in form.action for form in self.forms())

    def link(self, address: str) -> str:
        """Return the first link whose address contains ``address``."""
        found = [link for link in self._read().links if address in link]
        assert found, f"no link with {address!r} on {self.address}"
        return found[0]

    def has_link(self, address: str) -> bool:
        """Tell whether a link's address contains ``address``."""
        return any(address in link for link in self._read().links)

    def _read(self) -> _Reader:
        reader = _Reader(self.address)
        reader.feed(self.html)
        reader.attach()
        return reader


class Visitor:
    """One browser: its cookies, and the page it is on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        #: What a test calls them.
        self.who = ""

    def open(self, address: str) -> Opened:
        """Follow an address and its redirects."""
        return self._opened(self.client.get(_path(address), follow_redirects=True))

    def send(self, form: FormOnPage, **changes: Any) -> Opened:
        """Send a form as ``post`` does, and follow where it leads."""
        return self._opened(self.post(form, follow_redirects=True, **changes))

    def post(
        self, form: FormOnPage, *, follow_redirects: bool = False, **changes: Any
    ) -> TestResponse:
        """Send a form with some fields filled in differently; ``None`` leaves a field out.

        A file is a pair of a stream and a name.
        """
        fields = {**form.fields, **changes}
        data = {name: value for name, value in fields.items() if value is not None}
        if form.method == "get":
            return self.client.get(
                _path(form.action), query_string=data, follow_redirects=follow_redirects
            )
        return self.client.post(
            _path(form.action),
            data=data,
            headers={"Origin": "http://localhost"},
            follow_redirects=follow_redirects,
        )

    def _opened(self, answer: Any) -> Opened:
        return Opened(
            address=answer.request.url,
            status=answer.status_code,
            html=answer.get_data(as_text=True),
            headers=answer.headers,
        )


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
