"""Fields that commands and routes share: text, instants, hashes and ids as they may be stored."""

import re
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

LONGEST = 5000
PRINTABLE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
SHA256 = validate.Regexp(r"^[0-9a-f]{64}\Z")
# Outside of it a date is not a wrong clock but not a date, and time zones overflow.
ERA = validate.Range(datetime(1970, 1, 2, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC))
# No day of anybody's work, life or law lies outside; beyond them lie days without a day before.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 1, 1)
NOT_TEXT = {"\0": None} | {chr(code): None for code in range(0xD800, 0xE000)}
TABLE = str.maketrans(NOT_TEXT)


class Words(fields.String):
    """Text without what no database can keep, and without space around it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **options)
        return text.translate(TABLE).strip()


def words(limit: int = LONGEST) -> Words:
    """Return a field of text that may be left out."""
    return Words(load_default="", validate=validate.Length(max=limit))


def instant(**options: Any) -> fields.AwareDateTime:
    """Return a field of an instant with its zone."""
    return fields.AwareDateTime(validate=ERA, **options)


def day(**options: Any) -> fields.Date:
    """Return a field of a day that the bureau's work can be about."""
    return fields.Date(validate=_check_day, **options)


def printable_id(**options: Any) -> fields.String:
    """Return a field of an id made by anybody."""
    return fields.String(validate=validate.Regexp(f"^{PRINTABLE_ID.pattern}\\Z"), **options)


def _check_day(told: date) -> None:
    if not FIRST_DAY <= told <= LAST_DAY:
        raise ValidationError("日期不对")
