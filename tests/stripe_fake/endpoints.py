"""Webhook endpoints that the shop registers through the API."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .account import Account
from .refusals import invalid
from .shapes import Resource


def create(account: Account, parameters: Mapping[str, Any]) -> Resource:
    """Register an endpoint; this answer alone carries its signing secret."""
    _check_url(parameters["url"])
    values = {
        "api_version": parameters.get("api_version"),
        "description": parameters.get("description"),
        "enabled_events": list(parameters["enabled_events"]),
        "metadata": dict(parameters.get("metadata") or {}),
        "secret": account.new_id("webhook_secret"),
        "status": "enabled",
        "url": parameters["url"],
    }
    return account.new("webhook_endpoint", values)


def update(endpoint: Resource, parameters: Mapping[str, Any]) -> Resource:
    """Change where an endpoint listens, to what, and whether at all."""
    if "url" in parameters:
        _check_url(parameters["url"])
    if "disabled" in parameters:
        endpoint["status"] = "disabled" if parameters["disabled"] else "enabled"
    for name in {"url", "enabled_events", "description"} & parameters.keys():
        endpoint[name] = parameters[name]
    return without_secret(endpoint)


def delete(account: Account, endpoint: Resource) -> Resource:
    """Forget an endpoint."""
    del account.tables["webhook_endpoint"][endpoint["id"]]
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def without_secret(endpoint: Resource) -> Resource:
    """An endpoint as every answer but the first shows it."""
    return {name: value for name, value in endpoint.items() if name != "secret"}


def listens_to(endpoint: Resource, event: Resource) -> bool:
    """Whether Stripe would send this event to this endpoint."""
    wanted = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in wanted or event["type"] in wanted)


def _check_url(url: str) -> None:
    if urlsplit(url).scheme not in {"http", "https"}:
        raise invalid("Invalid URL: An explicit scheme (such as https) must be provided.", "url")
