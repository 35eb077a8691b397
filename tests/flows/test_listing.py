"""From an artisan's first word about a piece to the buyer who has it."""

from __future__ import annotations

import io

import sqlalchemy as sa
from PIL import Image

from shop.catalog.models import Listing
from shop.core.pictures import Picture
from shop.heritage.models import Motif
from tests.flows.buying import go_to_pay, place, press
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World

STORY = (
    "Kain ini dibuat dengan canting di teras rumah kami. "
    "Malamnya dari damar, warnanya dari kulit kayu ulin yang direbus semalam."
)
DETAILS = {
    "title_en": "Cloth of the long river",
    "story_id": STORY,
    "price_rupiah": "1250000",
    "width_cm": "240",
    "height_cm": "110",
    "weight_grams": "320",
    "packed_length_cm": "30",
    "packed_width_cm": "25",
    "packed_height_cm": "4",
    "fibre_names": ["cotton"],
    "fibre_shares": ["100"],
    "dye_ids": "indigofera",
    "waxed_in": "64.72",
    "dyed_in": "64.72",
}


def photo() -> tuple[io.BytesIO, str]:
    """A photo that says where it was taken."""
    picture, file = Image.new("RGB", (1000, 1250), "#345"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Canary Camera"
    picture.save(file, "JPEG", exif=exif)
    file.seek(0)
    return file, "IMG_0001.jpg"


def open_motif(world: World) -> str:
    """A motif that anybody may use."""
    with world.shop.database.reading() as db:
        found = db.scalar(
            sa.select(Motif.id).where(Motif.cultural_status == "open").order_by(Motif.id)
        )
    assert found
    return found


def begin(
    artisan: Visitor, title: str = "Kain Sungai Panjang", technique_id: str = "batik-tulis"
) -> Opened:
    """Answer the first four questions."""
    page = artisan.open("/en/studio/listings/new")
    form = page.form("/studio/listings/new")
    page = artisan.send(
        form,
        title_id=title,
        technique_id=technique_id,
        form_id="kain-panjang",
        fabric_id="primissima",
    )
    assert page.status == 200, page.text
    return page


def fill_in(world: World, artisan: Visitor, page: Opened) -> Opened:
    """Give the listing everything that it needs, with a picture that the worker makes ready."""
    listing = page.address.partition("?")[0].partition("#")[0]
    path = listing.removeprefix("http://localhost")
    page = artisan.send(page.form(path), **DETAILS, motif_ids=open_motif(world))
    assert page.status == 200, page.text
    form = page.form(f"{path}/variants")
    page = artisan.send(form, pieces=["1", *form.fields["pieces"][1:]])
    assert page.status == 200, page.text
    form = page.form(f"{path}/pictures/add")
    page = artisan.send(form, picture=photo(), alt_id="Kain biru terbentang di teras.")
    assert page.status == 200, page.text
    world.work()
    return artisan.open(listing)


def test_a_new_piece_goes_from_the_studio_through_review_to_a_buyer(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    curator = world.signed_in("curator@example.com", role="curator")
    buyer = world.visitor()
    page = fill_in(world, artisan, begin(artisan))
    assert "Everything is there" in page.text
    listing = world.all(Listing)[-1]
    (picture,) = world.all(Picture)
    assert (listing.status, picture.state) == ("draft", "ready")
    assert buyer.open(f"/batik/{listing.slug}").status == 404
    image = buyer.client.get(f"/media/{picture.public_id}-800.webp")
    assert image.status_code == 200
    assert b"Canary" not in image.data

    page = artisan.send(page.form("/submit"))
    assert world.all(Listing)[-1].status == "submitted"
    desk = curator.open(f"/en/admin/listings/{listing.public_id}")
    curator.send(desk.form("/return"), reason="Ceritakan dari mana warnanya, tolong.")
    page = artisan.open(page.address)
    assert "Ceritakan dari mana warnanya, tolong." in page.text
    assert buyer.open(f"/batik/{listing.slug}").status == 404

    path = f"/en/studio/listings/{listing.public_id}"
    page = artisan.send(page.form(path), story_id=STORY + " Biru dari indigofera kebun sendiri.")
    page = artisan.send(page.form("/submit"))
    desk = curator.open(f"/en/admin/listings/{listing.public_id}")
    desk = curator.send(desk.form("/publish"), evidence="process_picture")
    assert world.all(Listing)[-1].status == "published"
    world.work()

    found = buyer.open("/batik/?q=sungai+panjang")
    assert f"/batik/{listing.slug}" in found.html
    product = buyer.open(f"/batik/{listing.slug}")
    assert "Biru dari indigofera kebun sendiri." in product.text
    buyer.send(product.form("/cart/add"))
    press(buyer, place(go_to_pay(buyer), buyer), "pay")
    world.work()
    (part,) = world.parts()
    assert (part.state, part.goods_minor) == ("to_pack", 1_250_000_00)
    assert part.artisan_id == world.artisans[0].id
    assert "Sold" in buyer.open(f"/en/batik/{listing.slug}").text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    page = begin(artisan)
    page = artisan.send(page.form("/submit"))
    assert page.status in {409, 422}
    assert "A story of a few sentences" in page.text
    assert world.all(Listing)[-1].status == "draft"

    path = f"/en/studio/listings/{world.all(Listing)[-1].public_id}"
    page = artisan.send(page.form(path), **{**DETAILS, "width_cm": "lebar sekali"})
    assert page.status == 422
    form = page.form(path)
    assert form.fields["width_cm"] == ["lebar sekali"]
    assert form.fields["story_id"] == [STORY]
    assert world.all(Listing)[-1].story_id == ""


def test_two_open_windows_do_not_overwrite_each_other(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    page = begin(artisan)
    path = f"/en/studio/listings/{world.all(Listing)[-1].public_id}"
    first, second = artisan.open(path), artisan.open(path)
    artisan.send(first.form(path), **{**DETAILS, "title_en": "First"})
    page = artisan.send(second.form(path), **{**DETAILS, "title_en": "Second"})
    assert page.status == 409
    assert world.all(Listing)[-1].title_en == "First"


def test_another_artisan_sees_no_draft_and_no_desk_of_it(world: World) -> None:
    owner = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    other = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    page = begin(owner)
    listing = world.all(Listing)[-1]
    path = f"/en/studio/listings/{listing.public_id}"
    assert other.open(path).status == 404
    assert listing.title_id not in other.open("/studio/listings").text
    form = page.form(path)
    token = other.open("/studio/listings/new").form("/new").fields["csrf_token"]
    answer = other.send(form, csrf_token=token, **{**DETAILS, "title_id": "Dicuri"})
    assert answer.status == 404
    assert world.all(Listing)[-1].title_id == "Kain Sungai Panjang"
