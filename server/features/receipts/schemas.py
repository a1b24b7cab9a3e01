"""What strangers are told about receipts."""

from marshmallow import fields

from server.core.http import LinkOut, WireSchema


class KeyListOut(WireSchema):
    """The signature is the bureau's ES256 over the UTF-8 bytes of `body`, which is JSON itself."""

    body = fields.String()
    signature = fields.String()
    key = fields.Dict(keys=fields.String(), values=fields.String())
    succession = fields.List(fields.Nested(LinkOut))
