"""Markdown of editors to HTML that is safe to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from shop.core.settings import Settings

TAGS = frozenset(
    [
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "h2",
        "h3",
        "h4",
        "hr",
        "li",
        "ol",
        "p",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = frozenset({"https", "http", "mailto", "tel"})

#: What texts may name in braces, filled in when they are shown. Never a secret.
PLACEHOLDERS = (
    "operator_name",
    "operator_address",
    "operator_email",
    "operator_phone",
    "operator_whatsapp",
    "operator_bank",
    "operator_bank_account",
    "operator_bank_holder",
    "operator_nib",
    "reservation_minutes",
    "transfer_hours",
    "delivered_after_days",
    "public_url",
)

_PLACEHOLDER = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")
_INTERNAL = re.compile(r'href="info:([a-z]+)"')

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def placeholders(settings: Settings) -> dict[str, str]:
    """Return what the placeholders stand for in this shop."""
    values = {name: str(getattr(settings, name)) for name in PLACEHOLDERS}
    return {**values, "operator_nib": settings.operator_nib or "-"}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put ``values`` in place of known ``{placeholders}``; other braces stay as they are."""
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def render(text: str, values: Mapping[str, str], info_url: Callable[[str], str]) -> Markup:
    """Turn Markdown into HTML without anything active in it.

    Raw HTML is shown as text, headings start at the second level (the page has the first), and
    a link to ``info:returns`` leads to that information page in the reader's language.

    :param values: Of the placeholders.
    :param info_url: Gives the address of an information page.
    """
    tokens = _markdown.parse(fill(text, values))
    html = _markdown.renderer.render(_lowered(tokens), _markdown.options, {})
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES) | {"info"},
        link_rel="noopener",
    )
    linked = _INTERNAL.sub(lambda found: f'href="{Markup.escape(info_url(found[1]))}"', clean)
    return Markup(linked)  # noqa: S704 - sanitised just above


def _lowered(tokens: list[Any]) -> list[Any]:
    """Make first-level headings second-level ones."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"} and token.tag == "h1":
            token.tag = "h2"
    return tokens
