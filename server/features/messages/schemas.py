"""What travels about messages, nudges and notifications."""

from marshmallow import fields, validate

from server.core.http import WireSchema

PATH = validate.Regexp(r"(/(?!/)[\w./?=&%-]*)?\Z", error="not a path of the app")
TIME = validate.Regexp(r"([01]\d|2[0-3]):[0-5]\d\Z", error="not a time as HH:MM")
DEVICE = validate.Length(min=1, max=64)


class ReadArgs(WireSchema):
    messages = fields.List(
        fields.String(validate=validate.Length(max=64)),
        required=True,
        validate=validate.Length(min=1, max=200),
    )
    read_at = fields.AwareDateTime(required=True)


class NudgeRequest(WireSchema):
    person_id = fields.String(required=True, validate=DEVICE)
    subject = fields.String(required=True, validate=validate.Length(min=1, max=100))
    words = fields.String(
        required=True,
        validate=[validate.Length(max=200), validate.Regexp(r"\s*\S", error="nothing is said")],
    )
    link = fields.String(load_default="", validate=[validate.Length(max=200), PATH])


class NudgeQuery(WireSchema):
    subject = fields.String(load_default=None)


class NudgeOut(WireSchema):
    id = fields.String()
    person_id = fields.String()
    subject = fields.String()
    sender_name = fields.String()
    words = fields.String()
    sent_at = fields.AwareDateTime(attribute="created_at")
    read_at = fields.AwareDateTime(allow_none=True)


class PushOut(WireSchema):
    public_key = fields.String()
    is_subscribed = fields.Boolean()
    quiet_on = fields.Boolean()
    quiet_from = fields.String()
    quiet_to = fields.String()


class QuietRequest(WireSchema):
    quiet_on = fields.Boolean(required=True)
    quiet_from = fields.String(required=True, validate=TIME)
    quiet_to = fields.String(required=True, validate=TIME)


class SubscriptionRequest(WireSchema):
    # Longer ones are refused in words, with the other addresses that we do not call.
    endpoint = fields.String(required=True, validate=validate.Length(min=1, max=4096))
    p256dh = fields.String(required=True, validate=validate.Length(max=88))
    auth = fields.String(required=True, validate=validate.Length(max=24))
