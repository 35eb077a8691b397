"""What people do with listings. No function commits."""

from __future__ import annotations

from shop.catalog.services.conflicts import keep as keep_in_spite_of_rule
from shop.catalog.services.drafts import create_draft, edit_listing
from shop.catalog.services.pictures import add_picture, arrange_pictures
from shop.catalog.services.process import add_process_entry, remove_process_entry
from shop.catalog.services.remarks import answer_remark
from shop.catalog.services.review import (
    discard,
    publish,
    resume,
    return_listing,
    submit,
    take_out,
    withdraw,
)
from shop.catalog.services.variants import set_variants

__all__ = [
    "add_picture",
    "add_process_entry",
    "answer_remark",
    "arrange_pictures",
    "create_draft",
    "discard",
    "edit_listing",
    "keep_in_spite_of_rule",
    "publish",
    "remove_process_entry",
    "resume",
    "return_listing",
    "set_variants",
    "submit",
    "take_out",
    "withdraw",
]
