"""What a command lets through fits the column that it is written to: SQLite would not say so."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shop.aftersales.commands import RefundPart
from shop.catalog.commands import RemoveProcessEntry, SetVariants
from shop.core.command import Command
from shop.core.db import Model
from shop.heritage.models import Motif, MotifConsultation
from shop.heritage.services import EditMotif, RecordConsultation
from shop.payments.models import Refund

WRITTEN: list[tuple[type[Command], str, type[Model], str]] = [
    (RefundPart, "reason", Refund, "reason"),
    (RecordConsultation, "who", MotifConsultation, "who"),
    (RecordConsultation, "role", MotifConsultation, "role"),
    (EditMotif, "name_id", Motif, "name_id"),
    (EditMotif, "name_en", Motif, "name_en"),
    (EditMotif, "reviewed_by", Motif, "reviewed_by"),
]


def refused(command: type[Command], field: str, value: str) -> bool:
    with pytest.raises(ValidationError) as error:
        command.model_validate({field: value})
    return field in {entry["loc"][0] for entry in error.value.errors() if entry["loc"]}


@pytest.mark.parametrize(
    ("command", "field", "table", "column"),
    WRITTEN,
    ids=[f"{command.__name__}.{field}" for command, field, *_rest in WRITTEN],
)
def test_a_text_that_is_let_through_fits_its_column(
    command: type[Command], field: str, table: type[Model], column: str
) -> None:
    length = table.__table__.c[column].type.length

    assert not refused(command, field, "y" * length)
    assert refused(command, field, "y" * (length + 1))


@pytest.mark.parametrize(
    ("command", "field"), [(SetVariants, "revision"), (RemoveProcessEntry, "position")]
)
def test_a_number_that_is_let_through_fits_its_column_and_may_count_up(
    command: type[Command], field: str
) -> None:
    assert not refused(command, field, str(2**31 - 2))
    assert refused(command, field, str(2**31 - 1))
    assert refused(command, field, "-1")
