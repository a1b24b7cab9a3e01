"""The arguments of the commands on visits, checked for shape alone."""

import re
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates

from server.core.http import WireSchema
from server.features.evidence.commands import NewPhoto
from server.features.visits.claims import Checkin, NewFinding, Signature
from server.features.visits.solving import Solution

KINDS = ("guidance", "notice", "follow_up", "other")
CATEGORIES = ("water", "air", "noise", "waste", "procedure", "other")
LONGEST = 5000
SHORT = validate.Length(max=100)
PRINTABLE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
SHA = validate.Regexp(r"^[0-9a-f]{64}\Z")
FILLED = validate.Length(min=1, max=LONGEST)
KIND = validate.OneOf(KINDS)
# Outside of it a date is not a wrong clock but not a date, and time zones overflow.
ERA = validate.Range(datetime(1970, 1, 2, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC))
NOT_TEXT = {"\0": None} | {chr(code): None for code in range(0xD800, 0xE000)}
TABLE = str.maketrans(NOT_TEXT)


class Words(fields.String):
    """Text without what no database can keep, and without space around it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **options)
        return text.translate(TABLE).strip()


def _words(limit: int = LONGEST) -> Words:
    return Words(load_default="", validate=validate.Length(max=limit))


def _instant(**options: Any) -> fields.AwareDateTime:
    return fields.AwareDateTime(validate=ERA, **options)


def printable_id(**options: Any) -> fields.String:
    return fields.String(validate=validate.Regexp(f"^{PRINTABLE_ID.pattern}\\Z"), **options)


class CheckinArgs(WireSchema):
    source = fields.String(required=True, validate=validate.OneOf(("gps", "pin", "town")))
    at = _instant(load_default=None, allow_none=True)
    lat_e7 = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(-900_000_000, 900_000_000)
    )
    lng_e7 = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(-1_800_000_000, 1_800_000_000)
    )
    accuracy_m = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 100_000_000)
    )
    town_code = printable_id(load_default=None, allow_none=True)

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> Checkin:
        return Checkin(**values)


class FindingArgs(WireSchema):
    id = printable_id(required=True)
    category = fields.String(required=True, validate=validate.OneOf(CATEGORIES))
    text = _words()
    solved = fields.Boolean(load_default=False)
    solved_note = _words()

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> NewFinding:
        return NewFinding(**values)


class PhotoArgs(WireSchema):
    id = printable_id(required=True)
    sha256 = fields.String(required=True, validate=SHA)
    taken_at = _instant(load_default=None, allow_none=True)
    caption = _words(500)
    bytes = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000_000))
    width = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))
    height = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> NewPhoto:
        return NewPhoto(**values)


class SignatureArgs(WireSchema):
    state = fields.String(required=True, validate=validate.OneOf(("signed", "refused", "absent")))
    reason = _words()
    sha256 = fields.String(load_default=None, allow_none=True, validate=SHA)

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> Signature:
        if values["state"] != "signed" and not values["reason"]:
            raise ValidationError("没有签名时请写明原因", "reason")
        return Signature(**values)


class VisitCloseArgs(WireSchema):
    enterprise_id = printable_id(required=True)
    kind = fields.String(required=True, validate=KIND)
    opened_at = _instant(required=True)
    closed_at = _instant(required=True)
    participants = fields.List(printable_id(), load_default=list, validate=validate.Length(max=50))
    checkin = fields.Nested(CheckinArgs, load_default=None, allow_none=True)
    guidance = _words()
    findings = fields.List(fields.Nested(FindingArgs), load_default=list)
    photos = fields.List(fields.Nested(PhotoArgs), load_default=list)
    representative = _words(100)
    representative_title = _words(100)
    signature = fields.Nested(SignatureArgs, required=True)
    note = _words()


class VisitChanges(WireSchema):
    """The new values of a correction, each of the shape that the field had when it was told."""

    kind = fields.String(validate=KIND)
    guidance = Words(validate=validate.Length(max=LONGEST))
    representative = Words(validate=SHORT)
    representative_title = Words(validate=SHORT)
    note = Words(validate=validate.Length(max=LONGEST))
    participants = fields.List(printable_id(), validate=validate.Length(max=50))


CHANGES = VisitChanges()


class VisitCorrectArgs(WireSchema):
    reason = Words(required=True, validate=FILLED)
    changes = fields.Dict(
        keys=fields.String(validate=validate.OneOf(tuple(CHANGES.fields))),
        values=fields.Tuple((fields.Raw(allow_none=True), fields.Raw())),
        required=True,
    )

    @post_load
    def _with_shape(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        told = values["changes"]
        new = CHANGES.load({field: pair[1] for field, pair in told.items()})
        values["changes"] = {field: (pair[0], new[field]) for field, pair in told.items()}
        return values


class VisitWithdrawArgs(WireSchema):
    reason = Words(required=True, validate=FILLED)


class FindingSolveArgs(WireSchema):
    note = Words(required=True, validate=FILLED)
    confirmed_by = _words(100)
    solved_on = fields.Date(required=True)

    @validates("solved_on")
    def _check_era(self, day: Any, **_: Any) -> None:
        if not ERA.min.date() <= day <= ERA.max.date():
            raise ValidationError("日期不对")

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"solution": Solution(**values)}
