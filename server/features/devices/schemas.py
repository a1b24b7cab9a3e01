"""What travels about the keys of phones and their enrolment."""

from marshmallow import fields, validate

from server.core.http import LinkOut, WireSchema


class JwkIn(WireSchema):
    """A public EC P-256 key (RFC 7517); what else a browser writes into one is passed over."""

    kty = fields.String(required=True, validate=validate.Length(max=8))
    crv = fields.String(required=True, validate=validate.Length(max=16))
    x = fields.String(required=True, validate=validate.Length(max=64))
    y = fields.String(required=True, validate=validate.Length(max=64))


class KeyRequest(WireSchema):
    device = fields.String(required=True, validate=validate.Length(min=1, max=64))
    jwk = fields.Nested(JwkIn, required=True)
    proof = fields.String(required=True, validate=validate.Length(min=1, max=128))


class KeyOut(WireSchema):
    kid = fields.String(attribute="id")
    valid_from = fields.AwareDateTime()
    valid_to = fields.AwareDateTime(allow_none=True)
    revoked_at = fields.AwareDateTime(allow_none=True)


class WipeOut(WireSchema):
    """How far an order to wipe a phone has come."""

    ordered_at = fields.AwareDateTime()
    fetched_at = fields.AwareDateTime(allow_none=True)
    taken_at = fields.AwareDateTime(allow_none=True)
    commands = fields.Integer()
    trouble = fields.String()
    wiped_at = fields.AwareDateTime(allow_none=True)


class KeyLineOut(KeyOut):
    device_id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    branch_name = fields.String()
    revoked_reason = fields.String()
    wipe = fields.Nested(WipeOut, allow_none=True)


class RevokeRequest(WireSchema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=200))


class InviteRequest(WireSchema):
    person_id = fields.String(required=True, validate=validate.Length(min=1, max=64))


class EnrolRequest(KeyRequest):
    code = fields.String(required=True, validate=validate.Length(min=1, max=64))


class EnrolmentOut(WireSchema):
    """`state`: open · asked · confirmed · declined · expired. The words are there once it asked."""

    id = fields.String()
    state = fields.String()
    person_name = fields.String()
    branch_name = fields.String()
    expires_at = fields.AwareDateTime()
    words = fields.List(fields.String())


class TicketOut(EnrolmentOut):
    code = fields.String()


class EnrolmentRuleOut(WireSchema):
    required = fields.Boolean(required=True)
    since = fields.AwareDateTime(allow_none=True, dump_only=True)


DEVICE = validate.Length(min=1, max=64)


class WipeAsked(WireSchema):
    """Every device that this browser ever was."""

    devices = fields.List(
        fields.String(validate=DEVICE), required=True, validate=validate.Length(min=1, max=50)
    )


class WipeLetterOut(WireSchema):
    body = fields.String()
    signature = fields.String()
    # A phone that nobody is signed in on hears of the bureau's keys nowhere else.
    succession = fields.List(fields.Nested(LinkOut))


class WipeNamed(WireSchema):
    order = fields.String(required=True, validate=DEVICE)
    device = fields.String(required=True, validate=DEVICE)


class RotationOut(WireSchema):
    """`nonce` is what the phone signs; null: nothing is due."""

    nonce = fields.String(allow_none=True)
    device = fields.String(allow_none=True)


class RotationRequest(WireSchema):
    signature = fields.String(required=True, validate=validate.Length(min=1, max=128))
