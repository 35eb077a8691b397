"""Pictures of transfer slips: private, re-encoded, and no proof of anything by themselves."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock, ids, imaging, outbox, pictures
from shop.core.command import Command, OptionalText
from shop.core.db import Database
from shop.core.errors import NotFound
from shop.core.media import MediaStore
from shop.payments import bank_transfer, events, queries
from shop.payments.errors import NotPayable, TooManyProofs
from shop.payments.models import Payment, PaymentState, TransferProof

#: Slips that one payment may have.
MOST_PROOFS = 5

#: Slips are kept in the largest of the picture pipeline's widths, so that they can be read.
WIDTH = max(pictures.WIDTHS)


class SendProof(Command):
    """Whose account the transfer came from, if the buyer wants to say."""

    sender_name: OptionalText = ""


def send_proof(
    database: Database, media: MediaStore, public_id: str, command: SendProof, *, content: bytes
) -> str:
    """Keep the picture of a slip for staff to look at.

    The picture is decoded in a process of its own and encoded anew, outside any transaction;
    nothing of the upload itself is kept.

    :param content: The file as it was uploaded.
    :returns: The slip's public id.
    :raises NotFound: there is no such transfer.
    :raises NotPayable: the money is there already.
    :raises TooManyProofs: enough were sent.
    :raises BadPicture: the file is no picture that we can show.
    """
    with database.reading() as db:
        _check(db, public_id)
    try:
        derived = pictures.derive_apart(content)
    except imaging.Unusable as unusable:
        raise pictures.BadPicture(unusable.code) from unusable
    name = ids.public_id("slip")
    key = f"private/proofs/{name}.webp"
    media.write(key, derived.files[WIDTH])
    try:
        database.run(partial(_add, public_id=public_id, name=name, key=key, command=command))
    except Exception:
        media.delete(key)
        raise
    return name


def _check(db: Session, public_id: str) -> Payment:
    payment = queries.of_public_id(db, public_id)
    if payment is None or payment.provider != bank_transfer.NAME:
        raise NotFound
    if payment.state == PaymentState.CAPTURED:
        raise NotPayable
    sent = db.scalar(
        sa.select(sa.func.count())
        .select_from(TransferProof)
        .where(TransferProof.payment_id == payment.id)
    )
    if (sent or 0) >= MOST_PROOFS:
        raise TooManyProofs
    return payment


def _add(db: Session, *, public_id: str, name: str, key: str, command: SendProof) -> None:
    found = queries.locked(db, public_id)
    assert found is not None
    order, payment = found
    _check(db, public_id)
    db.add(
        TransferProof(
            public_id=name,
            payment_id=payment.id,
            media_key=key,
            sender_name=command.sender_name[:120],
            sent_at=clock.now(db),
        )
    )
    outbox.emit(db, events.ProofSent(proof=name, number=order.number))
