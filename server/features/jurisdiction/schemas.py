"""What travels about further towns and deputies."""

from marshmallow import fields, validate

from server.core.fields import day
from server.core.http import WireSchema

_ID = validate.Length(min=1, max=64)


class TownPacksRequest(WireSchema):
    towns = fields.List(fields.String(validate=validate.Length(max=16)), required=True)


class DeputyRequest(WireSchema):
    principal_id = fields.String(required=True, validate=_ID)
    deputy_id = fields.String(required=True, validate=_ID)
    from_on = day(required=True)
    to_on = day(required=True)


class DeputyOut(WireSchema):
    id = fields.String()
    principal_id = fields.String()
    principal_name = fields.String()
    deputy_id = fields.String()
    deputy_name = fields.String()
    from_on = fields.Date()
    to_on = fields.Date()
