import time

import stripe

from .sdk_spec import SdkSpec, sdk_spec


def test_the_shapes_follow_the_installed_version(spec: SdkSpec) -> None:
    assert spec.api_version == stripe.api_version
    assert ("post", "/v1/checkout/sessions/{session}/expire") in spec.operations
    assert not any(path.startswith("/v1/customers") for _, path in spec.operations)


def test_reading_the_sdk_takes_seconds_and_happens_once(spec: SdkSpec) -> None:
    sdk_spec.cache_clear()
    start = time.monotonic()
    again = sdk_spec()
    assert time.monotonic() - start < 20
    assert again == spec
    assert sdk_spec() is again


def test_parameters_are_closed_and_know_what_they_cannot_do_without(spec: SdkSpec) -> None:
    create = spec.components["checkout.SessionCreateParams"]
    assert create["additionalProperties"] is False
    assert "payment_method_types" not in create["properties"]
    assert spec.components["checkout.SessionCreateParamsLineItemPriceData"]["required"] == [
        "currency"
    ]
    assert set(spec.components["WebhookEndpointCreateParams"]["required"]) == {
        "enabled_events",
        "url",
    }


def test_a_resource_has_types_nulls_choices_and_expandable_ids(spec: SdkSpec) -> None:
    fields = spec.components["Refund"]["properties"]
    assert fields["amount"] == {"type": "integer"}
    assert fields["reason"]["nullable"] is True
    assert fields["charge"]["expandable"] is True
    assert spec.components["checkout.Session"]["properties"]["payment_status"]["enum"] == [
        "no_payment_required",
        "paid",
        "unpaid",
    ]


def test_every_named_shape_is_there(spec: SdkSpec) -> None:
    def names(shape: object) -> set[str]:
        if isinstance(shape, list):
            return set().union(*map(names, shape))
        if not isinstance(shape, dict):
            return set()
        own = {shape["$ref"]} if isinstance(shape.get("$ref"), str) else set()
        return own.union(*map(names, shape.values()))

    used = names(list(spec.components.values()))
    for operation in spec.operations.values():
        used |= names(operation.parameters) | names(operation.answer)
    assert used <= spec.components.keys()
