"""What travels about bytes."""

from marshmallow import fields, validate

from server.core.http import WireSchema

MOST_ASKED = 1000


class BlobsHaveRequest(WireSchema):
    sha256 = fields.List(
        fields.String(validate=validate.Regexp(r"^[0-9a-f]{64}\Z")),
        required=True,
        validate=validate.Length(max=MOST_ASKED),
    )


class BlobsHaveOut(WireSchema):
    have = fields.List(fields.String())


class BlobQuery(WireSchema):
    size = fields.String(load_default="full", validate=validate.OneOf(("full", "thumb")))
