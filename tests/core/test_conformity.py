"""What a plug-in answers is taken as it is or refused; nothing is converted."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from shop.core.conformity import WrongType, conform, conform_fields
from shop.payments.calls import call
from shop.payments.ports import Observed, Outcome, ProviderDown, ProviderRefused, Started
from shop.shipping.quotes import Quote
from tests.factories import make_quote

QUOTE = make_quote()


def test_a_right_answer_stays_what_it_is() -> None:
    observed = Observed("cs_1", "pay_1", Outcome.CAPTURED, 450_000_00)

    assert conform(QUOTE, Quote) == QUOTE
    assert conform_fields(asdict(QUOTE), Quote) == QUOTE
    assert conform(observed, Observed) == observed
    assert conform(observed, Observed).outcome is Outcome.CAPTURED


@pytest.mark.parametrize("value", [None, "3", 3.0, True, [3]], ids=repr)
def test_what_is_no_integer_is_refused(value: Any) -> None:
    with pytest.raises(WrongType, match="fits_pieces"):
        conform(replace(QUOTE, fits_pieces=value), Quote)


@pytest.mark.parametrize("value", [None, 3, "a\0b", "\ud800", b"a"], ids=repr)
def test_what_is_no_storable_text_is_refused(value: Any) -> None:
    with pytest.raises(WrongType, match="Quote"):
        conform(replace(QUOTE, name_id=value), Quote)


@pytest.mark.parametrize("value", [None, {}, [], "quote", b"quote"], ids=repr)
def test_another_type_is_refused(value: Any) -> None:
    with pytest.raises(WrongType, match="expected Quote"):
        conform(value, Quote)


def test_a_stored_answer_without_a_field_is_refused() -> None:
    fields = asdict(QUOTE)
    del fields["days_max"]

    with pytest.raises(WrongType, match="days_max"):
        conform_fields(fields, Quote)


class Driver:
    name = "asing"

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def start(self, request: Any) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer() if callable(self.answer) else self.answer


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="nothing"),
        pytest.param({"reference": "ext_1"}, id="another type"),
        pytest.param(OSError("no route"), id="a network error"),
        pytest.param(KeyError("token"), id="a mistake"),
        pytest.param(lambda: Started("ext\0", "https://pay.example"), id="an unstorable text"),
        pytest.param(lambda: Started("e" * 121, "https://pay.example"), id="a long reference"),
        pytest.param(lambda: Started("", "https://pay.example"), id="no reference"),
        pytest.param(lambda: Started("ext_1", "javascript:alert(1)"), id="no web address"),
        pytest.param(lambda: Started("ext_1", "//evil.example"), id="another site's path"),
    ],
)
def test_a_broken_driver_counts_as_down(answer: Any) -> None:
    driver: Any = Driver(answer)

    with pytest.raises(ProviderDown):
        call(driver, Started, driver.start, None)


def test_what_the_port_names_passes() -> None:
    refusing: Any = Driver(ProviderRefused("card_declined"))
    good: Any = Driver(Started("ext_1", "https://pay.example"))
    ours: Any = Driver(Started("ext_1", "/order/C26-1111-1111"))

    with pytest.raises(ProviderRefused) as refusal:
        call(refusing, Started, refusing.start, None)

    assert refusal.value.reason == "card_declined"
    assert call(good, Started, good.start, None) == Started("ext_1", "https://pay.example")
    assert call(ours, Started, ours.start, None) == Started("ext_1", "/order/C26-1111-1111")
