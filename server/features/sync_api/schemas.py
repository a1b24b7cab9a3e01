"""What travels beside the sync request itself, whose form stands in `sync/protocol.py`."""

from marshmallow import fields

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
