"""What the office asks about reviews, and what it gets."""

from marshmallow import fields, validate

from server.core.http import WireSchema


class SettleRequest(WireSchema):
    resolution = fields.String(required=True, validate=validate.Length(min=1, max=500))


class ReviewOut(WireSchema):
    id = fields.String()
    device_id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    branch_id = fields.String(allow_none=True)
    seq = fields.Integer()
    command_name = fields.String()
    entity = fields.String()
    status = fields.String()
    code = fields.String()
    title = fields.String()
    detail = fields.String()
    mine = fields.Dict()
    theirs = fields.Dict()
    state = fields.String()
    resolution = fields.String()
    created_at = fields.AwareDateTime()
