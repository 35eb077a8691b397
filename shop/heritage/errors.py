"""Refusals of the registry."""

from __future__ import annotations

from shop.core.errors import Invalid, ShopError
from shop.core.i18n import lazy_gettext


class MeaningNeedsSource(Invalid):
    """Staff wrote a meaning and named nobody who says so."""

    code = "meaning_needs_source"
    field = "meaning_sources"
    message = lazy_gettext("Write who says so: a meaning is never shown without its source.")


class NeedsWriting(Invalid):
    """A customary permission was recorded without its document."""

    code = "needs_writing"
    field = "document_note"
    message = lazy_gettext("A permission of the community must be in writing: say where it lies.")


class AlreadyRevoked(ShopError):
    """The permission was taken back before."""

    code = "already_revoked"
    message = lazy_gettext("This permission was already taken back.")


class OnlyBrandsHaveOwners(Invalid):
    """An owner was named for what is no brand."""

    code = "only_brands_have_owners"
    field = "owner_artisan_id"
    message = lazy_gettext("Only the name of a brand or workshop has an owner.")
