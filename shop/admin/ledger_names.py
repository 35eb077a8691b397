"""Accounts of the books in words: the books keep paths, people read names."""

from __future__ import annotations

from shop.admin import words
from shop.core.i18n import gettext as _
from shop.ledger import accounts


def ledger_name(account: str) -> str:
    """Return what an account of the books is called; unknown paths stay as they are."""
    kind, _colon, rest = account.partition(":")
    if kind == "provider":
        return words.say(words.PROVIDERS, rest)
    name = rest.rpartition(":")[0]
    known = {
        accounts.COMMISSION: _("Our commission"),
        accounts.SUFFIXES: _("Transfer codes"),
        accounts.artisan_held(name): _("Owed to %(artisan)s", artisan=name),
        accounts.order_clearing(name): _("The order"),
        accounts.refund_due(name): _("Goes back to the buyer"),
    }
    return known.get(account, account)
