"""What no browser sends: broken bodies, wrong types, control characters, absurd headers."""

from __future__ import annotations

from tests.flows.buying import put_into_cart
from tests.flows.world import World
from tests.hostile.state import nothing_written

HOME = {"Origin": "http://localhost"}
BROKEN = b"--x\r\nContent-Disposition: form-data; name=variant\r\n\r\nvar_1\r\n"  # never ends
BODIES = {
    "broken multipart": ("multipart/form-data; boundary=x", BROKEN),
    "multipart without boundary": ("multipart/form-data", b"--x--"),
    "multipart with a huge name": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="'
        + b"a" * 70_000
        + b'"\r\n\r\n1\r\n--x--\r\n',
    ),
    "a file for a text": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="variant"; filename="a.txt"\r\n\r\n1\r\n--x--\r\n',
    ),
    "JSON": ("application/json", b'{"variant": "x", "quantity": 1}'),
    "broken JSON": ("application/json", b'{"variant": '),
    "deep JSON": ("application/json", b"[" * 100_000),
    "XML": ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "bytes": ("application/octet-stream", bytes(range(256))),
    "lone surrogates": ("application/x-www-form-urlencoded", b"variant=%ED%A0%80&quantity=1"),
    "NUL": ("application/x-www-form-urlencoded", b"variant=a%00b&quantity=1"),
    "bad UTF-8": ("application/x-www-form-urlencoded", b"variant=%FF%FE&quantity=1"),
    "bad escapes": ("application/x-www-form-urlencoded", b"variant=%zz&quantity=%"),
    "many fields": (
        "application/x-www-form-urlencoded",
        b"&".join(b"a%d=1" % n for n in range(3000)),
    ),
    "nothing": ("application/x-www-form-urlencoded", b""),
    "strange charset": ("application/x-www-form-urlencoded; charset=utf-7", b"variant=+AAA-"),
}
PATHS = ("/cart/add", "/cart/change", "/cart/note", "/wishlist/toggle", "/currency",
         "/checkout/shipping", "/checkout/pay", "/checkout/place", "/order/", "/account/login",
         "/account/register", "/account/recover", "/payments/stripe/webhook",
         "/payments/demo/webhook", "/pay/demo/x", "/pay/x/proof")  # fmt: skip


def test_a_body_that_is_no_form_is_refused_everywhere(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    wrong = []
    with nothing_written(world.shop.database):
        for name, (kind, content) in BODIES.items():
            for path in PATHS:
                answer = visitor.client.post(path, data=content, content_type=kind, headers=HOME)
                if not 400 <= answer.status_code < 500 or "Traceback" in answer.text:
                    wrong.append((name, path, answer.status_code))
    assert wrong == []


def test_a_body_that_is_far_too_long_is_refused(world: World) -> None:
    client = world.app.test_client()
    long = b"variant=" + b"a" * (26 * 1024 * 1024)
    with nothing_written(world.shop.database):
        answer = client.post(
            "/cart/add", data=long, content_type="application/x-www-form-urlencoded", headers=HOME
        )
    assert answer.status_code == 413


ADDRESSES = (
    "/batik/%00", "/batik/a%00b", "/batik/%0d%0aSet-Cookie:x=1", "/batik/%ED%A0%80",
    "/batik/%FF", "/batik/" + "a" * 5000, "/batik/..%2f..%2fetc%2fpasswd", "/batik/%2e%2e/",
    "/order/C26-%00000-0000", "/order/C26-0000-0000%0a", "/order/' OR 1=1",
    "/media/../../secret", "/media/%2e%2e%2fshop.db", "/media/a%00.webp", "/media/x-400.webp",
    "/static/0/../shop.py", "/static/0/%2e%2e/%2e%2e/wsgi.py", "/motif/%F0%9F%92%A9",
    "/artisan/%E2%80%AE", "/info/../../x", "/sitemap/%00.xml", "/letters/999999999999999999999",
    "/en/en/en/", "/%00", "/\\evil.example",
)  # fmt: skip


def test_an_address_that_nobody_links_to_is_not_found(world: World) -> None:
    client, wrong = world.app.test_client(), []
    with nothing_written(world.shop.database):
        for address in ADDRESSES:
            answer = client.get(address)
            goes_to = answer.headers.get("Location", "/")
            is_ours = goes_to.startswith("http://localhost/") or (
                goes_to.startswith("/") and not goes_to.startswith("//")
            )
            fits = answer.status_code in {301, 308, 404} and is_ours
            if not fits or "Set-Cookie:x" in str(answer.headers):
                wrong.append((address, answer.status_code, goes_to))
    assert wrong == []


QUERIES = (
    "q=%00", "q=a%00b", "q=%ED%A0%80", "q=" + "a" * 20_000, "q=%FF%FE", "q=%25%5F%27%22",
    "after=%00", "after=AAAA", "after=" + "9" * 400, "after=-1", "sort=%27", "sort=nobody",
    "technique=nobody", "technique=%00", "price_from=1e9", "price_from=" + "9" * 400,
    "price_from=-1", "price_from=%EF%BC%91", "price_to=0", "motif=" + "&motif=".join(["x"] * 500),
    "q=" + "&q=".join(["x"] * 900), "to=%00", "to=nobody", "q=(((((", "q=\\", "q=NEAR(",
    "q=" + "%F0%9F%92%A9" * 50, "utf8=%E2%9C%93", "next=//evil.example", "=", "&&&&", "%",
)  # fmt: skip


PAGES = ("/", "/batik/", "/batik/suggest.json", "/batik/recent.json", "/cart/", "/cart/estimate",
         "/motif/", "/artisan/", "/order/", "/account/login", "/checkout/",
         "/batik/kain-unique")  # fmt: skip


def test_a_query_that_no_form_makes_is_answered_without_a_fault(world: World) -> None:
    client, wrong = world.app.test_client(), []
    with nothing_written(world.shop.database):
        for query in QUERIES:
            for path in PAGES:
                answer = client.get(f"{path}?{query}")
                goes_to = answer.headers.get("Location", "").partition("?")[0]
                if answer.status_code not in {200, 302, 303, 404, 422} or "evil" in goes_to:
                    wrong.append((path, query[:60], answer.status_code, goes_to))
    assert wrong == []


HEADERS = {
    "Accept": ("*/*;q=abc", "a" * 5000, "\x01", "text/html;q=-1", ",,,,", "application/json;q=1e99"),
    "Accept-Language": ("xx-YY;q=abc", "id;q=" + "9" * 400, "*" * 2000, "\xff"),
    "Accept-Encoding": ("\x7f", "br;q=nan"),
    "Cookie": ("shop_guest=" + "x" * 4000, "shop_session=forged.token.here", "shop_guest=%00",
               "shop_currency=<script>", "shop_currency=XXX", "=;=;;;", "a" * 4000),
    "Host": ("evil.example", "localhost:99999", "a b", "[::1", "localhost\x00"),
    "X-Forwarded-Host": ("evil.example",),
    "X-Request-ID": ("a" * 500, "<script>", "\x01"),
    "Range": ("bytes=9999999999999999999-", "bytes=-", "lines=1-2"),
    "If-None-Match": ('"' * 2000, "*", "W/"),
    "If-Modified-Since": ("yesterday", "9" * 400),
    "Referer": ("javascript:alert(1)", "//evil.example", "http://[bad"),
    "Authorization": ("Basic !!!!", "Bearer " + "x" * 4000),
    "Content-Length": ("abc", "-1"),
    "User-Agent": ("", "a" * 8000),
}  # fmt: skip


def test_an_absurd_header_is_answered_without_a_fault(world: World) -> None:
    client, wrong = world.app.test_client(), []
    with nothing_written(world.shop.database):
        for name, values in HEADERS.items():
            # straight into the environment: the client would refuse to send some of them
            key = name.upper().replace("-", "_")
            key = key if key == "CONTENT_LENGTH" else f"HTTP_{key}"
            for value in values:
                for path in ("/", "/cart/", "/cart/bar.json", "/account/login"):
                    answer = client.get(path, environ_overrides={key: value})
                    told = answer.text + answer.headers.get("Location", "")
                    if answer.status_code >= 500 or "evil.example" in told or "<script>a" in told:
                        wrong.append((path, name, value[:40], answer.status_code))
    assert wrong == []
