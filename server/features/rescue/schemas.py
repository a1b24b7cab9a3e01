"""What travels when a rescue file is taken in."""

from flask_smorest.fields import Upload
from marshmallow import fields, validate

from server.core.http import WireSchema


class RescueUpload(WireSchema):
    file = Upload(required=True)


class RescueConfirmed(WireSchema):
    """Which file was looked at before."""

    sha256 = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))


class RescuedCommandOut(WireSchema):
    """`status`: before the taking in `new`, then as in the protocol; `left` stays in the file."""

    seq = fields.Integer()
    name = fields.String()
    device_time = fields.String()
    status = fields.String()
    known = fields.Boolean()
    title = fields.String()
    detail = fields.String()


class RescuedPhotosOut(WireSchema):
    new = fields.Integer()
    known = fields.Integer()
    refused = fields.Integer()
    words = fields.List(fields.String())


class RescueOut(WireSchema):
    sha256 = fields.String()
    person_name = fields.String()
    branch_name = fields.String(allow_none=True)
    active = fields.Boolean()
    device_known = fields.Boolean()
    made_at = fields.AwareDateTime()
    commands = fields.List(fields.Nested(RescuedCommandOut))
    photos = fields.Nested(RescuedPhotosOut)


class PartingQuery(WireSchema):
    """Upon which order which phone hands its work over."""

    order = fields.String(required=True, validate=validate.Length(min=1, max=64))
    device = fields.String(required=True, validate=validate.Length(min=1, max=64))


class PartingReceiptOut(WireSchema):
    body = fields.String()
    signature = fields.String()
