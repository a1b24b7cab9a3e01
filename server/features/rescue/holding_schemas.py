"""What travels of a lost phone's holdings."""

from marshmallow import fields

from server.core.http import WireSchema


class HeldScopeOut(WireSchema):
    """`scope`: bureau · town (with its name) · desk · officer · device."""

    scope = fields.String()
    name = fields.String()
    rows = fields.Integer()


class HeldNumbersOut(WireSchema):
    """`known` numbers are on acts that arrived; each `possible` one may be on a receipt unseen."""

    kind = fields.String()
    state = fields.String()
    first = fields.String()
    last = fields.String()
    known = fields.List(fields.String())
    possible_from = fields.String()
    possible_to = fields.String()
    possible = fields.Integer()


class HoldingOut(WireSchema):
    device_id = fields.String()
    person_name = fields.String()
    last_seen_at = fields.AwareDateTime(allow_none=True)
    waiting = fields.Integer()
    decides_until = fields.AwareDateTime(allow_none=True)
    dark_at = fields.AwareDateTime(allow_none=True)
    scopes = fields.List(fields.Nested(HeldScopeOut))
    numbers = fields.List(fields.Nested(HeldNumbersOut))
