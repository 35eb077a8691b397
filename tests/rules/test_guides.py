"""What the guides for operators and integrators say is what the code does."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from shop.core.conformity import conform
from shop.core.production import NEEDED, NEEDED_FOR_TRANSFERS
from shop.payments import stripe
from shop.shipping.live import Carriers
from shop.shipping.places import Place
from shop.shipping.quotes import Quote
from shop.shipping.weight import Packed, plan

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PRODUCTION = (HOW_TO / "production.md").read_text()


def test_the_events_of_the_stripe_endpoint_are_listed() -> None:
    listed = PRODUCTION.partition("stripe.EVENTS -->")[2].partition("\n\n")[0]

    assert re.findall(r"^- `([a-z_.]+)`$", listed, re.MULTILINE) == list(stripe.EVENTS)


def test_every_setting_that_production_needs_is_named() -> None:
    named = re.findall(r"^   (SHOP_[A-Z_]+)=", PRODUCTION, re.MULTILINE)

    needed = {f"SHOP_{name.upper()}" for name in (*NEEDED, *NEEDED_FOR_TRANSFERS)}
    assert needed - set(named) == set()


def test_the_carrier_of_the_plug_in_guide_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (HOW_TO / "plug-in.md").read_text(), re.DOTALL)
    (example,) = [block for block in blocks if "MyCourier" in block]
    names: dict[str, Any] = {}
    exec(compile(example, "plug-in.md", "exec"), names)

    (carrier,) = names["ports"][Carriers]
    (quote,) = carrier.quotes(plan([Packed(1, 290, 30, 25, 4)]), "64.72", Place(province_code="31"))

    assert carrier.keeps == timedelta(minutes=15)
    assert conform(quote, Quote).amount_minor == 17_000_00
    assert carrier.quotes(plan([Packed(1, 290, 30, 25, 4)]), "64.72", Place(country="SG")) == []
