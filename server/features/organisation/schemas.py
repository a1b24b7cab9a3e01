"""What the office browser sees of the organisation."""

from marshmallow import fields

from server.core.http import WireSchema


class BranchOut(WireSchema):
    id = fields.String()
    name = fields.String()
    short = fields.String()
    sort = fields.Integer()


class TownOut(WireSchema):
    id = fields.String()
    name = fields.String()
    branch_id = fields.String(allow_none=True)
    lat_e7 = fields.Integer(allow_none=True)
    lng_e7 = fields.Integer(allow_none=True)


class OrganisationOut(WireSchema):
    branches = fields.List(fields.Nested(BranchOut))
    towns = fields.List(fields.Nested(TownOut))
