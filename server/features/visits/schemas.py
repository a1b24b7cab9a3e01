"""What the office asks about visits, and what it gets."""

from marshmallow import fields, validate

from server.core.fields import Words, day, printable_id
from server.core.http import WireSchema
from server.features.visits.arguments import SHORT


class VisitsQuery(WireSchema):
    branch_id = printable_id(load_default=None)
    person_id = printable_id(load_default=None)
    first = day(load_default=None, data_key="from")
    last = day(load_default=None, data_key="to")
    q = Words(load_default="", validate=SHORT)
    state = fields.String(load_default=None, validate=validate.OneOf(("closed", "withdrawn")))


class VisitsPageQuery(VisitsQuery):
    cursor = fields.String(load_default=None, validate=validate.Length(max=500))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class VisitPersonOut(WireSchema):
    id = fields.String()
    name = fields.String()


class VisitPositionOut(WireSchema):
    source = fields.String()
    at = fields.AwareDateTime(allow_none=True)
    lat_e7 = fields.Integer(allow_none=True)
    lng_e7 = fields.Integer(allow_none=True)
    accuracy_m = fields.Integer(allow_none=True)
    town_code = fields.String(allow_none=True)
    town_name = fields.String()


class VisitOut(WireSchema):
    id = fields.String()
    ver = fields.Integer()
    enterprise_id = fields.String()
    enterprise_name = fields.String()
    branch_id = fields.String(allow_none=True)
    branch_name = fields.String()
    town_code = fields.String(allow_none=True)
    town_name = fields.String()
    kind = fields.String()
    opened_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime()
    visited_on = fields.Date()
    author_id = fields.String()
    author_name = fields.String()
    participants = fields.List(fields.Nested(VisitPersonOut))
    n_photos = fields.Integer()
    n_findings = fields.Integer()
    flags = fields.List(fields.String())
    flag_words = fields.List(fields.String())
    position = fields.Nested(VisitPositionOut, allow_none=True)
    guidance = fields.String()
    sign_state = fields.String()
    state = fields.String()
    received_at = fields.AwareDateTime()


class VisitsPageOut(WireSchema):
    rows = fields.List(fields.Nested(VisitOut))
    next = fields.String(allow_none=True)


class VisitPhotoOut(WireSchema):
    id = fields.String()
    sha256 = fields.String()
    n = fields.Integer()
    caption = fields.String()
    taken_at = fields.AwareDateTime(allow_none=True)
    width = fields.Integer()
    height = fields.Integer()
    state = fields.String()


class FindingOut(WireSchema):
    id = fields.String()
    visit_id = fields.String()
    category = fields.String()
    text = fields.String()
    state = fields.String()
    solved_on = fields.Date(allow_none=True)
    solved_note = fields.String()
    confirmed_by = fields.String()
    solved_by = fields.String(allow_none=True)


class VisitDetailOut(VisitOut):
    note = fields.String()
    representative = fields.String()
    representative_title = fields.String()
    sign_reason = fields.String()
    signature_sha = fields.String(allow_none=True)
    signature_received = fields.Boolean()
    withdrawn_reason = fields.String()
    history = fields.List(fields.Dict())
    device_time = fields.String()
    server_offset_ms = fields.Integer(allow_none=True)
    photos = fields.List(fields.Nested(VisitPhotoOut))
    findings = fields.List(fields.Nested(FindingOut))


class TownVisitsOut(WireSchema):
    town_code = fields.String(allow_none=True)
    name = fields.String()
    lat_e7 = fields.Integer(allow_none=True)
    lng_e7 = fields.Integer(allow_none=True)
    visits = fields.Integer()


class VisitPointOut(WireSchema):
    visit_id = fields.String()
    enterprise_id = fields.String()
    source = fields.String()
    lat_e7 = fields.Integer()
    lng_e7 = fields.Integer()
    accuracy_m = fields.Integer(allow_none=True)


class VisitPositionsOut(WireSchema):
    towns = fields.List(fields.Nested(TownVisitsOut))
    points = fields.List(fields.Nested(VisitPointOut))
