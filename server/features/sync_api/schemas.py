"""What travels beside the sync request itself, whose form stands in `sync/protocol.py`."""

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


class DefectOut(WireSchema):
    id = fields.String()
    kind = fields.String()
    device_id = fields.String(allow_none=True)
    person_id = fields.String(allow_none=True)
    person_name = fields.String()
    scope = fields.String()
    seq = fields.Integer()
    buckets = fields.List(fields.Integer())
    rows = fields.Integer()
    times = fields.Integer()
    first_at = fields.AwareDateTime()
    last_at = fields.AwareDateTime()
