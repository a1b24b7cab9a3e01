"""What travels when people sign in."""

from marshmallow import fields, validate

from server.core.http import WireSchema

SHORT = validate.Length(min=1, max=64)


class SignInRequest(WireSchema):
    name = fields.String(required=True, validate=SHORT)
    password = fields.String(required=True, validate=validate.Length(min=1, max=200))
    new_password = fields.String(load_default="", validate=validate.Length(max=200))
    code = fields.String(load_default="", validate=validate.Length(max=16))
    device = fields.String(load_default=None, allow_none=True, validate=SHORT)


class PasswordChangeRequest(WireSchema):
    old = fields.String(required=True, validate=validate.Length(min=1, max=200))
    new = fields.String(required=True, validate=validate.Length(max=200))


class MyselfOut(WireSchema):
    id = fields.String()
    name = fields.String()
    role = fields.String()
    branch_id = fields.String(allow_none=True)
    branch_name = fields.String(allow_none=True)


class SessionOut(WireSchema):
    person = fields.Nested(MyselfOut)
    epoch = fields.String()
    receipt_key = fields.Dict()
    rescue_key = fields.Dict()
    # Packs and leases that these signed are still in force.
    retired_keys = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))


class SignInOut(WireSchema):
    id = fields.String()
    user_agent = fields.String()
    created_at = fields.AwareDateTime()
    last_seen_at = fields.AwareDateTime()
    current = fields.Boolean()
