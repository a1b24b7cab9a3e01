"""What is asked of the trail, and what it says."""

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from server.core.fields import day, printable_id
from server.core.http import WireSchema


class TrailQuery(WireSchema):
    person_id = printable_id(load_default=None)
    record = printable_id(load_default=None)
    kinds = DelimitedList(
        fields.String(validate=validate.Regexp(r"[a-z_]{1,40}(\.[a-z_]{1,40})?\Z")),
        load_default=(),
        validate=validate.Length(max=20),
    )
    first = day(load_default=None, data_key="from")
    last = day(load_default=None, data_key="to")
    before = fields.Integer(load_default=None, validate=validate.Range(0, 2**53))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class DeedOut(WireSchema):
    n = fields.Integer()
    at = fields.AwareDateTime()
    event = fields.String()
    subject = fields.String()
    about = fields.String()
    person_id = fields.String(allow_none=True)
    person_name = fields.String()
    facts = fields.Dict(keys=fields.String())
    is_unbroken = fields.Boolean()


class TrailPageOut(WireSchema):
    rows = fields.List(fields.Nested(DeedOut))
    next = fields.Integer(allow_none=True)


class CheckpointOut(WireSchema):
    size = fields.Integer()
    at = fields.AwareDateTime()


class VerifiedOut(WireSchema):
    at = fields.AwareDateTime()
    size = fields.Integer()
    index = fields.Integer(allow_none=True)


class TrailStandingOut(WireSchema):
    size = fields.Integer()
    checkpoint = fields.Nested(CheckpointOut, allow_none=True)
    verified = fields.Nested(VerifiedOut, allow_none=True)
