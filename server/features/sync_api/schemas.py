"""What travels beside the sync request itself, whose form stands in `sync/protocol.py`."""

from marshmallow import fields, validate

from server.core.http import WireSchema


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


class ForkedPhoneOut(WireSchema):
    device_id = fields.String()
    person_name = fields.String()
    branch_name = fields.String()
    forked_at = fields.AwareDateTime()
    last_seen_at = fields.AwareDateTime()
    waiting = fields.Integer()


class ReleaseRequest(WireSchema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=200))
