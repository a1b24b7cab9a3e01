"""What the office asks about acts at the door, and what it gets."""

from marshmallow import fields, validate

from server.core.fields import Words, day, printable_id
from server.core.http import WireSchema

STATES = ("confirmed", "waiting", "in_review", "withdrawn")
ACTS = ("decision", "assistance", "exemption", "referral", "outside", "notice")


class RegistrationsQuery(WireSchema):
    branch_id = printable_id(load_default=None)
    enterprise_id = printable_id(load_default=None)
    first = day(load_default=None, data_key="from")
    last = day(load_default=None, data_key="to")
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    act = fields.String(load_default=None, validate=validate.OneOf(ACTS))
    q = Words(load_default="", validate=validate.Length(max=100))


class RegistrationsPageQuery(RegistrationsQuery):
    cursor = fields.String(load_default=None, validate=validate.Length(max=500))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class RegistrationOut(WireSchema):
    """A line of the list; `grounds` are what of it is still to be looked at."""

    id = fields.String()
    ver = fields.Integer()
    enterprise_id = fields.String()
    enterprise_name = fields.String()
    enterprise_code = fields.String()
    branch_id = fields.String(allow_none=True)
    branch_name = fields.String()
    town_code = fields.String(allow_none=True)
    town_name = fields.String()
    act = fields.String()
    word = fields.String()
    regime = fields.String()
    outcome = fields.String()
    project_name = fields.String()
    number = fields.String(allow_none=True)
    filing_number = fields.String()
    decided_at = fields.AwareDateTime()
    decided_on = fields.Date()
    lead_id = fields.String()
    lead_name = fields.String()
    co_id = fields.String(allow_none=True)
    co_name = fields.String()
    co_state = fields.String()
    sign_state = fields.String()
    demo = fields.Boolean()
    state = fields.String()
    grounds = fields.List(fields.String())
    received_at = fields.AwareDateTime()


class RegistrationsPageOut(WireSchema):
    rows = fields.List(fields.Nested(RegistrationOut))
    next = fields.String(allow_none=True)


class AskedOut(WireSchema):
    asked = fields.String()
    answer = fields.String()


class CitedClauseOut(WireSchema):
    id = fields.String()
    label = fields.String()
    basis = fields.String()


class PackUsedOut(WireSchema):
    """`is_same`: what the phone held is what the bureau published."""

    pack = fields.String()
    version = fields.Integer()
    title = fields.String()
    is_same = fields.Boolean()


class ConfirmationOut(WireSchema):
    person_name = fields.String()
    agrees = fields.Boolean()
    reason = fields.String()
    received_at = fields.AwareDateTime()
    is_about_this = fields.Boolean()


class GapOut(WireSchema):
    field = fields.String(allow_none=True)
    text = fields.String()


class ActHistoryOut(WireSchema):
    """`by` is null where the bureau itself judged."""

    at = fields.String()
    by = fields.String(allow_none=True)
    by_name = fields.String()
    action = fields.String()
    reason = fields.String()
    changes = fields.Dict()
    device_time = fields.String()


class RegistrationDetailOut(RegistrationOut):
    regime_version = fields.Integer()
    items = fields.List(fields.Integer())
    form = fields.Dict(allow_none=True)
    gaps = fields.List(fields.Nested(GapOut))
    leader_reason = fields.String()
    lease_id = fields.String(allow_none=True)
    n = fields.Integer(allow_none=True)
    opened_at = fields.AwareDateTime()
    co_how = fields.String()
    co_at = fields.AwareDateTime(allow_none=True)
    representative = fields.String()
    representative_title = fields.String()
    sign_reason = fields.String()
    signature_sha = fields.String(allow_none=True)
    co_signature_sha = fields.String(allow_none=True)
    signatures_received = fields.List(fields.String())
    conditions = fields.String()
    valid_until = fields.Date(allow_none=True)
    follows = fields.String(allow_none=True)
    essence_hash = fields.String()
    command_hash = fields.String()
    withdrawn_reason = fields.String()
    device_time = fields.String()
    server_offset_ms = fields.Integer(allow_none=True)
    grounds_passed = fields.List(fields.String())
    facts = fields.List(fields.Nested(AskedOut))
    clauses = fields.List(fields.Nested(CitedClauseOut))
    packs = fields.List(fields.Nested(PackUsedOut))
    confirmations = fields.List(fields.Nested(ConfirmationOut))
    history = fields.List(fields.Nested(ActHistoryOut))
