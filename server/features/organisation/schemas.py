"""What the office browser sees of the organisation."""

from marshmallow import fields, validate

from server.core.fields import Words
from server.core.http import WireSchema


class BranchOut(WireSchema):
    id = fields.String()
    name = fields.String()
    short = fields.String()
    sort = fields.Integer()
    complaint_phone = fields.String()


class ComplaintPhoneRequest(WireSchema):
    complaint_phone = Words(required=True, validate=validate.Length(max=32))


class TownOut(WireSchema):
    id = fields.String()
    name = fields.String()
    branch_id = fields.String(allow_none=True)
    lat_e7 = fields.Integer(allow_none=True)
    lng_e7 = fields.Integer(allow_none=True)


class OrganisationOut(WireSchema):
    branches = fields.List(fields.Nested(BranchOut))
    towns = fields.List(fields.Nested(TownOut))
