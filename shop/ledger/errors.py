"""Refusals of the books."""

from shop.core.errors import ShopError


class PostingConflict(ShopError):
    """The same business fact was posted before with other movements: somebody's mistake."""

    code = "posting_conflict"
