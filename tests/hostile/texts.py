"""What stands in the fields of the sweep: what no person types, and what an honest one does."""

from __future__ import annotations

from tests.flows.buying import TYPED
from tests.flows.world import PASSWORD

LONG = "x" * 100_000
#: What stands in a field instead of what belongs there; bytes are sent as they are.
HOSTILE: dict[str, str | bytes | list[str]] = {
    "NUL": "a\0b",
    "bell": "a\ab",
    "escape": "\x1b[31mred",
    "delete": "a\x7f",
    "lone surrogate": b"%ED%A0%80",
    "no UTF-8": b"%FF%FE",
    "100,000 letters": LONG,
    **{f"{length} letters": "y" * length for length in (45, 85, 130, 199, 290, 399, 999, 4999)},
    "100,000 digits": "9" * 100_000,
    "full-width digits": "\uff11\uff12",
    "Arabic digits": "\u0663",
    "superscript": "\u00b2",
    "huge": "9" * 400,
    "beyond 64 bits": "9223372036854775808",
    "beyond 32 bits": "2147483648",
    "most digits that are read": "9" * 18,
    "negative": "-1",
    "most negative": "-" + "9" * 18,
    "exponent": "1e400",
    "not a number": "NaN",
    "infinite": "Infinity",
    "last day": "9999-12-31",
    "first day": "0001-01-01",
    "last minute": "9999-12-31T23:59",
    "first minute": "0001-01-01T00:00",
    "thirteenth month": "2026-13-45",
    "empty": "",
    "blanks": " \t ",
    "a line": "a\r\nSet-Cookie: x=1",
    "markup": "<script>alert(1)</script>",
    "format": "%s %(x)s {x} %",
    "deep JSON": "[" * 50_000,
    "JSON with a surrogate": '{"id": "\\ud800", "rawId": "\\ud800", "type": "public-key"}',
    "JSON of another shape": '{"id": 1, "rawId": [], "response": null}',
    "twice": ["1", "2"],
    "a hundred times": ["1"] * 100,
}
#: These must not be written down anywhere, whatever field they stand in.
UNWRITABLE = ("NUL", "bell", "escape", "delete", "100,000 letters", "100,000 digits")

#: Answers that say clearly what is the matter.
CLEAR = {200, 303, 400, 402, 403, 404, 409, 410, 413, 422, 429}

#: What a person would write into a field that a page leaves empty, by its name.
HONEST = {
    "reason": "karena memang begitu",
    "answer": "sudah saya ganti",
    "title_id": "Kain Sungai Panjang",
    "current_password": PASSWORD,
    "new_password": "gerimis di tepi sungai",
    "bank_reference": "MUTASI-17",
    "bank": "Bank Contoh",
    "account_number": "730 123 4567",
    "holder": "Siti Aminah",
    "password": PASSWORD,
    "current": PASSWORD,
    "new": "gerimis di tepi sungai",
    "email": "somebody@example.com",
    "name": "Siti Aminah",
    "who": "Pak Lurah",
    "role": "coach",
    "granted_by": "Ibu Kepala",
    "document_note": "Surat 17",
    "on": "2026-11-01",
    "code": "123456",
    "note": "catatan",
    "starts_at": "2026-12-01T08:00",
    "ends_at": "2026-12-08T08:00",
    "quote_id": "Kain pertama saya masih saya simpan.",
    "reason_id": "Lulus dengan kain yang indah.",
    "rates": "USD,15890,2026-11-20",
    "rupiah": "16000",
    "currency": "USD",
    "source": "Bank Indonesia",
    "tracking_number": "JX1234567890",
    "address": "siti@example.com",
    **TYPED,
}
