"""What every page needs: addresses in the right language, guards, transactions, refusals.

Public pages are the same for everyone and write no session. Private pages are ``no-store``. The
faces say ``http.url(...)``, whichever of these files it stands in.
"""

from __future__ import annotations

from shop.core.http.addresses import (
    BARE,
    ROOT,
    bare_url,
    has_page,
    origin,
    picture_url,
    root_name,
    safe_next,
    see_other,
    translated_urls,
    url,
)
from shop.core.http.around import (
    begin_request,
    content_security_policy,
    finish_request,
    wrap_views,
)
from shop.core.http.caching import (
    LEAST_COMPRESSED,
    cacheable,
    compressed,
    no_store,
)
from shop.core.http.failing import fail
from shop.core.http.forgery import (
    BadToken,
    check_origin,
    check_token,
    csrf_token,
)
from shop.core.http.guards import (
    Face,
    Guard,
    SignInPage,
    artisan_member,
    need,
    public,
    signed_in,
    staff,
)
from shop.core.http.hosts import HostCheck
from shop.core.http.pages import (
    Trouble,
    frame,
    macro,
    page,
    problem,
    refusal,
    render,
    request_id,
    retry_after,
    wants_json,
)
from shop.core.http.visit import (
    CURRENCY_COOKIE,
    GUEST_COOKIE,
    address,
    ensure_guest_token,
    forget_guest,
    guest_token,
    network,
    principal,
    reading,
    retrying,
    transaction,
)

__all__ = [
    "BARE",
    "CURRENCY_COOKIE",
    "GUEST_COOKIE",
    "LEAST_COMPRESSED",
    "ROOT",
    "BadToken",
    "Face",
    "Guard",
    "HostCheck",
    "SignInPage",
    "Trouble",
    "address",
    "artisan_member",
    "bare_url",
    "begin_request",
    "cacheable",
    "check_origin",
    "check_token",
    "compressed",
    "content_security_policy",
    "csrf_token",
    "ensure_guest_token",
    "fail",
    "finish_request",
    "forget_guest",
    "frame",
    "guest_token",
    "has_page",
    "macro",
    "need",
    "network",
    "no_store",
    "origin",
    "page",
    "picture_url",
    "principal",
    "problem",
    "public",
    "reading",
    "refusal",
    "render",
    "request_id",
    "retry_after",
    "retrying",
    "root_name",
    "safe_next",
    "see_other",
    "signed_in",
    "staff",
    "transaction",
    "translated_urls",
    "url",
    "wants_json",
    "wrap_views",
]
