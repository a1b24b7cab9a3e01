"""The arguments of what phones say about their numbers (docs/registrations.md §2)."""

from marshmallow import fields, validate

from server.core.http import WireSchema
from sync.numbers import MOST

NUMBER = validate.Range(min=1, max=MOST)
LONGEST_REASON = 500


class AskArgs(WireSchema):
    kind = fields.String(required=True, validate=validate.Length(min=1, max=32))
    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=2000, max=2999))


class VoidArgs(WireSchema):
    n = fields.Integer(required=True, strict=True, validate=NUMBER)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_REASON))


class ReturnArgs(WireSchema):
    start = fields.Integer(required=True, strict=True, validate=NUMBER, data_key="from")
