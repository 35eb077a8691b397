"""Facts for search engines: JSON-LD that is safe inside a ``<script>`` element."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from shop.core import http, money
from shop.core.settings import Settings

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def linked_data(*things: dict[str, Any]) -> Markup:
    """Return things of schema.org as JSON; several become one graph.

    ``<``, ``>`` and ``&`` are written as escapes, so no text can end the script element. Members
    that are None or empty are left out.
    """
    graph = [_without_gaps(thing) for thing in things]
    body = graph[0] if len(graph) == 1 else {"@graph": graph}
    text = json.dumps({"@context": "https://schema.org", **body}, ensure_ascii=False)
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - escaped for its place just above


def breadcrumbs(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page: names and absolute addresses, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(steps, 1)
        ],
    }


def operator(settings: Settings) -> dict[str, Any]:
    """Return the organisation that runs this shop."""
    return {
        "@type": "Organization",
        "@id": f"{settings.public_url}/#operator",
        "name": settings.operator_name,
        "url": http.url("home.home", external=True),
        "email": settings.operator_email,
        "telephone": settings.operator_phone,
        "address": settings.operator_address,
    }


def workshop(
    *, name: str, address: str, place: str, description: str, image: str = ""
) -> dict[str, Any]:
    """Return an artisan's business.

    :param address: Of its page.
    :param image: Absolute address of a picture.
    """
    return {
        "@type": "Organization",
        "@id": f"{address}#artisan",
        "name": name,
        "url": address,
        "description": description,
        "image": image,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": place,
            "addressRegion": "Kalimantan Timur",
            "addressCountry": "ID",
        },
    }


def offer(
    *, address: str, price_minor: int, availability: str, seller: dict[str, Any]
) -> dict[str, Any]:
    """Return what it costs and whether it can be had.

    :param price_minor: Minor units of IDR, the currency that is charged.
    :param availability: A value of schema.org's ItemAvailability.
    """
    return {
        "@type": "Offer",
        "url": address,
        "price": str(money.to_rupiah(price_minor)),
        "priceCurrency": money.CHARGED,
        "availability": f"https://schema.org/{availability}",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": seller["@type"], "@id": seller["@id"], "name": seller["name"]},
    }


def product(
    *,
    name: str,
    address: str,
    sku: str,
    description: str,
    pictures: list[str],
    material: str,
    category: str,
    maker: dict[str, Any],
    offer: dict[str, Any],
    average: float,
    reviews: int,
) -> dict[str, Any]:
    """Return a piece. Without a review there is no rating: search engines refuse empty ones.

    :param average: Mean rating of 1 to 5.
    :param reviews: How many there are.
    """
    rating = {
        "@type": "AggregateRating",
        "ratingValue": average,
        "reviewCount": reviews,
        "bestRating": 5,
        "worstRating": 1,
    }
    return {
        "@type": "Product",
        "@id": f"{address}#product",
        "name": name,
        "url": address,
        "sku": sku,
        "description": description,
        "image": pictures,
        "material": material,
        "category": category,
        "brand": _without_gaps(maker),
        "offers": offer,
        "aggregateRating": rating if reviews else None,
    }


def _without_gaps(thing: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in thing.items() if value not in (None, "", [], {})}
