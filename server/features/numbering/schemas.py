"""What the desk asks and sees of numbers."""

from marshmallow import fields, validate

from server.core.http import WireSchema

YEAR = validate.Range(min=2000, max=2999)


class SeriesQuery(WireSchema):
    branch_id = fields.String(load_default=None, validate=validate.Length(max=64))
    year = fields.Integer(load_default=None, validate=YEAR)


class SeriesOut(WireSchema):
    id = fields.String()
    branch_id = fields.String()
    branch_name = fields.String()
    kind = fields.String()
    year = fields.Integer()
    part = fields.Integer()
    pattern = fields.String()
    start_after = fields.Integer()
    next = fields.Integer()
