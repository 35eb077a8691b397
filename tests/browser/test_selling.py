"""From an artisan's phone through the curator's desk to a buyer's cart."""

from __future__ import annotations

from playwright.sync_api import Browser

from shop.catalog.models import Listing
from shop.core.pictures import Picture
from shop.orders.models import ArtisanOrder
from tests.browser.person import Person
from tests.browser.stage import Stage
from tests.browser.test_buying import picture
from tests.flows.test_listing import STORY

TITLE = "Kain Sungai Berliku"
DETAILS = {
    "title_en": "Cloth of the winding river",
    "story_id": STORY,
    "price_rupiah": "875000",
    "width_cm": "240",
    "height_cm": "110",
    "weight_grams": "320",
    "packed_length_cm": "30",
    "packed_width_cm": "25",
    "packed_height_cm": "4",
}


def test_a_new_piece_is_written_published_and_bought(
    stage: Stage, buyer: Person, chromium: Browser, people: list[Person]
) -> None:
    artisan = Person(chromium, stage.address, buyer.mode)
    curator = Person(chromium, stage.address, buyer.mode)
    people.extend([artisan, curator])
    artisan.sign_in(stage.facts["logins"]["artisan"]["email"])
    curator.sign_in(stage.facts["logins"]["curator"]["email"])

    listing = _write(stage, artisan)
    artisan.send("/submit")
    assert stage.newest(Listing).status == "submitted"

    curator.open(f"/admin/listings/{listing.public_id}")
    assert TITLE in curator.text
    curator.choose(curator.form("/publish"), "evidence", "wax_on_cloth")
    curator.send("/publish")
    assert stage.newest(Listing).status == "published"

    buyer.open("/batik/?q=sungai+berliku")
    link = buyer.reload_until(f'main .card-title a[href$="/batik/{listing.slug}"]')
    buyer.press(link)
    assert TITLE in buyer.text
    buyer.press(buyer.form("/cart/add").locator("button").last)
    buyer.go_to_pay()
    buyer.place("demo")
    buyer.act("pay")
    order = stage.wait_for_order("paid")
    (part,) = [row for row in stage.all(ArtisanOrder) if row.order_id == order.id]
    assert part.goods_minor == 875_000_00

    artisan.open("/studio/orders")
    assert order.number in artisan.text


def _write(stage: Stage, artisan: Person) -> Listing:
    """Fill in everything that a listing needs."""
    artisan.open("/studio/listings/new")
    form = artisan.page.locator("form:has([name='title_id'])")
    form.locator('[name="title_id"]').fill(TITLE)
    artisan.choose(form, "technique_id", "batik-tulis")
    form.locator('[name="form_id"]').select_option("kain-panjang")
    form.locator('[name="fabric_id"]').select_option("primissima")
    artisan.press(form.locator("button").last)
    listing: Listing = stage.newest(Listing)
    assert (listing.title_id, listing.status) == (TITLE, "draft")

    form = artisan.page.locator("form:has([name='story_id'])")
    artisan.unfold(form)
    artisan.fill(form, **DETAILS)
    form.locator('select[name="motif_ids"]').first.select_option("pesut-mahakam")
    artisan.choose(form, "dye_ids", "indigofera")
    form.locator('[name="waxed_in"]').select_option("64.72")
    form.locator('[name="dyed_in"]').select_option("64.72")
    artisan.press(form.locator("button").last)

    form = artisan.form("/variants")
    artisan.unfold(form)
    form.locator('[name="pieces"]').first.fill("1")
    artisan.press(form.locator("button").last)

    form = artisan.form("/pictures/add")
    artisan.unfold(form)
    form.locator('input[type="file"]').set_input_files([picture("#246")])  # type: ignore[list-item]
    form.locator('[name="alt_id"]').fill("Kain biru terbentang di teras.")
    artisan.press(form.locator("button").last)
    stage.wait_for(lambda: stage.newest(Picture).state == "ready")
    artisan.open(f"/studio/listings/{listing.public_id}")
    shown = artisan.page.locator("#pictures img").first
    shown.scroll_into_view_if_needed()
    address = shown.get_attribute("src")
    assert address
    assert artisan.page.request.get(address).headers["content-type"] == "image/webp"
    return listing
