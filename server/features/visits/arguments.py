"""The arguments of the commands on visits, checked for shape alone."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from server.core.fields import LONGEST, SHA256, Words, day, instant, printable_id, words
from server.core.http import WireSchema
from server.features.evidence.commands import NewPhoto
from server.features.visits.claims import Checkin, NewFinding, Signature
from server.features.visits.solving import Solution

KINDS = ("guidance", "notice", "follow_up", "other")
CATEGORIES = ("water", "air", "noise", "waste", "procedure", "other")
SHORT = validate.Length(max=100)
FILLED = validate.Length(min=1, max=LONGEST)
KIND = validate.OneOf(KINDS)


class CheckinArgs(WireSchema):
    source = fields.String(required=True, validate=validate.OneOf(("gps", "pin", "town")))
    at = instant(load_default=None, allow_none=True)
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
    text = words()
    solved = fields.Boolean(load_default=False)
    solved_note = words()

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> NewFinding:
        return NewFinding(**values)


class PhotoArgs(WireSchema):
    id = printable_id(required=True)
    sha256 = fields.String(required=True, validate=SHA256)
    taken_at = instant(load_default=None, allow_none=True)
    caption = words(500)
    bytes = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000_000))
    width = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))
    height = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> NewPhoto:
        return NewPhoto(**values)


class SignatureArgs(WireSchema):
    state = fields.String(required=True, validate=validate.OneOf(("signed", "refused", "absent")))
    reason = words()
    sha256 = fields.String(load_default=None, allow_none=True, validate=SHA256)

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> Signature:
        if values["state"] != "signed" and not values["reason"]:
            raise ValidationError("没有签名时请写明原因", "reason")
        return Signature(**values)


class VisitCloseArgs(WireSchema):
    enterprise_id = printable_id(required=True)
    kind = fields.String(required=True, validate=KIND)
    opened_at = instant(required=True)
    closed_at = instant(required=True)
    participants = fields.List(printable_id(), load_default=list, validate=validate.Length(max=50))
    checkin = fields.Nested(CheckinArgs, load_default=None, allow_none=True)
    guidance = words()
    findings = fields.List(fields.Nested(FindingArgs), load_default=list)
    photos = fields.List(fields.Nested(PhotoArgs), load_default=list)
    representative = words(100)
    representative_title = words(100)
    signature = fields.Nested(SignatureArgs, required=True)
    note = words()


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
    confirmed_by = words(100)
    solved_on = day(required=True)

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"solution": Solution(**values)}
