"""The parts that pages are made of: what was typed stays, and errors are tied to their fields."""

from __future__ import annotations

import re

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from shop.core import templates
from shop.core.forms import Form
from shop.core.i18n import set_locale

FORMS = '{% from "shop/components/forms.html" import field, errors %}'
PARTS = '{% from "shop/components/parts.html" import steps, stars, pages, size_figure %}'


@pytest.fixture
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("shop", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.install(made)
    set_locale("en")
    return made


def show(environment: Environment, source: str, **values: object) -> str:
    return environment.from_string(source).render(**values)


def test_a_field_keeps_what_was_typed_and_escapes_it(environment: Environment) -> None:
    form = Form(values={"name": '"><b>Siti'})

    page = show(environment, FORMS + '{{ field(form, "name", "Your name") }}', form=form)

    assert 'value="&#34;&gt;&lt;b&gt;Siti"' in page
    assert '<label for="f-name">' in page


def test_what_was_typed_beats_what_stood_there_before(environment: Environment) -> None:
    source = FORMS + '{{ field(form, "name", "Your name", value="Before") }}'

    assert 'value="Before"' in show(environment, source, form=Form())
    assert 'value=""' in show(environment, source, form=Form(values={"name": ""}))


def test_an_error_and_a_hint_are_tied_to_their_field(environment: Environment) -> None:
    form = Form(values={"phone": "12"}, errors={"phone": "Not a number."})

    page = show(
        environment, FORMS + '{{ field(form, "phone", "Phone", hint="With 08") }}', form=form
    )

    assert 'aria-invalid="true" aria-describedby="f-phone-hint f-phone-error"' in page
    assert 'id="f-phone-hint">With 08<' in page
    assert re.search(r'id="f-phone-error">.* Not a number\.<', page, re.DOTALL)


def test_a_field_without_error_says_nothing_of_one(environment: Environment) -> None:
    page = show(environment, FORMS + '{{ field(form, "phone", "Phone", hint="x") }}', form=Form())

    assert "aria-invalid" not in page
    assert 'aria-describedby="f-phone-hint"' in page


def test_a_password_and_a_file_are_never_sent_back(environment: Environment) -> None:
    form = Form(values={"secret": "hunter2", "picture": "a.jpg"})
    source = (
        FORMS
        + '{{ field(form, "secret", "Password", type="password") }}'
        + '{{ field(form, "picture", "Picture", type="file") }}'
    )

    page = show(environment, source, form=form)

    assert "hunter2" not in page
    assert "a.jpg" not in page


def test_a_choice_that_was_made_stays_made(environment: Environment) -> None:
    form = Form(values={"way": "2", "size": "M", "care": ["hand"], "agreed": "true"})
    source = (
        FORMS
        + '{{ field(form, "way", "Way", type="select", options=[(1, "One"), (2, "Two")]) }}'
        + '{{ field(form, "size", "Size", type="radios", options=[("S", "S"), ("M", "M")]) }}'
        + '{{ field(form, "care", "Care", type="checkboxes", options=[("hand", "Hand")]) }}'
        + '{{ field(form, "agreed", "Agreed", type="checkbox") }}'
    )

    page = show(environment, source, form=form)

    assert '<option value="2" selected>' in page
    assert 'value="M" checked' in page
    assert 'name="care" value="hand" checked' in page
    assert 'name="agreed" value="true" checked' in page
    assert page.count(" checked") == 3


def test_the_summary_leads_to_each_field(environment: Environment) -> None:
    form = Form(errors={"": "Sold out.", "phone": "Not a number."})

    page = show(environment, FORMS + "{{ errors(form) }}", form=form)

    assert 'role="alert"' in page
    assert "<p>Sold out.</p>" in page
    assert '<a href="#f-phone">Phone: Not a number.</a>' in page


def test_a_refusal_of_the_whole_form_points_at_no_field(environment: Environment) -> None:
    page = show(environment, FORMS + "{{ errors(form) }}", form=Form(errors={"": "Sold out."}))

    assert "<p>Sold out.</p>" in page
    assert "marked" not in page
    assert "<ul>" not in page


def test_a_form_without_errors_has_no_summary(environment: Environment) -> None:
    assert show(environment, FORMS + "{{ errors(form) }}", form=Form()).strip() == ""


def test_the_steps_say_where_the_buyer_is(environment: Environment) -> None:
    page = show(environment, PARTS + '{{ steps(["Address", "Shipping", "Payment"], 2) }}')

    assert re.findall(r"<li([^>]*)>", page) == [' class="done"', ' aria-current="step"', ""]


@pytest.mark.parametrize(
    ("rating", "full", "half"), [(5, 5, 0), (4.5, 4, 1), (4.8, 5, 0), (3.2, 3, 0), (0, 0, 0)]
)
def test_stars_round_to_halves_and_say_the_figure(
    environment: Environment, rating: float, full: int, half: int
) -> None:
    page = show(environment, PARTS + "{{ stars(rating) }}", rating=rating)

    assert (page.count("star-full"), page.count("star-half")) == (full, half)
    assert f"{rating:.1f} of 5 stars" in page


def test_a_cloth_is_drawn_to_scale_beside_a_person(environment: Environment) -> None:
    page = show(environment, PARTS + "{{ size_figure(105, 250) }}")

    assert 'width="250" height="105"' in page
    assert 'aria-label="The cloth, 250 by 105 cm, beside a person of 165 cm"' in page


def test_there_is_no_way_on_where_there_is_nothing_more(environment: Environment) -> None:
    assert show(environment, PARTS + "{{ pages(none, none) }}").strip() == ""


def test_two_forms_of_a_page_keep_their_fields_apart(environment: Environment) -> None:
    form = Form(errors={"reason": "Please fill this in."})
    source = FORMS + '{{ errors(form, "b-") }}{{ field(form, "reason", "Why", scope="b-") }}'

    page = show(environment, source, form=form)

    assert '<a href="#f-b-reason">' in page
    assert '<input type="text" id="f-b-reason" name="reason"' in page
    assert 'aria-describedby="f-b-reason-error"' in page
