"""The arguments of the commands on cases, checked for shape alone."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from server.core.fields import LONGEST, SHA256, Words, day, instant, printable_id
from server.core.fields import words as text
from server.core.http import WireSchema
from server.features.cases.claims import Contact
from server.features.visits.arguments import CATEGORIES, PhotoArgs

SOURCES = ("finding", "petition", "registration")
CHANNELS = ("telephone", "letter", "counter")
MOST_PHOTOS = 50
FILLED = validate.Length(min=1, max=LONGEST)


class ContactArgs(WireSchema):
    name = text(100)
    phone = text(100)

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> Contact:
        return Contact(**values)


class OpenArgs(WireSchema):
    source = fields.String(required=True, validate=validate.OneOf(SOURCES))
    channel = fields.String(load_default="", validate=validate.OneOf(("", *CHANNELS)))
    title = Words(required=True, validate=validate.Length(min=1, max=200))
    words = text()
    category = fields.String(load_default="other", validate=validate.OneOf(CATEGORIES))
    enterprise_id = printable_id(load_default=None, allow_none=True)
    town_code = printable_id(load_default=None, allow_none=True)
    finding_id = printable_id(load_default=None, allow_none=True)
    registration_id = printable_id(load_default=None, allow_none=True)
    hard = fields.Boolean(load_default=False)
    hard_reason = text()
    due_on = day(load_default=None, allow_none=True)
    opened_at = instant(load_default=None, allow_none=True)
    petitioner = fields.Nested(ContactArgs, load_default=None, allow_none=True)

    @validates_schema
    def _check_whole(self, told: dict[str, Any], **_: Any) -> None:
        source = told["source"]
        wanted = {"petition": "channel", "finding": "finding_id"}.get(source, "registration_id")
        if not told[wanted]:
            raise ValidationError("请写明来源", wanted)
        if source != "petition" and told["petitioner"]:
            raise ValidationError("只有信访才有信访人", "petitioner")
        if told["hard"] and not told["hard_reason"]:
            raise ValidationError("请写明为什么疑难", "hard_reason")


class _At(WireSchema):
    at = instant(load_default=None, allow_none=True)


class _Reasoned(_At):
    reason = Words(required=True, validate=FILLED)

    @post_load
    def _named(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"words": values.pop("reason"), **values}


class FlagArgs(_Reasoned):
    pass


class ReopenArgs(_Reasoned):
    pass


class TakeArgs(_At):
    words = text()


class LogArgs(_At):
    words = text()
    visit_id = printable_id(load_default=None, allow_none=True)
    photos = fields.List(
        fields.Nested(PhotoArgs), load_default=list, validate=validate.Length(max=MOST_PHOTOS)
    )

    @validates_schema
    def _check_said(self, told: dict[str, Any], **_: Any) -> None:
        if not (told["words"] or told["visit_id"] or told["photos"]):
            raise ValidationError("请写下进展", "words")


class LogCommandArgs(LogArgs):
    matter_id = printable_id(required=True)


class ProposeArgs(LogArgs):
    words = Words(required=True, validate=FILLED)


class ConfirmArgs(_At):
    party = text(100)
    party_title = text(100)
    signature_sha = fields.String(required=True, validate=SHA256)
    words = text()

    @post_load
    def _told(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**values, "how": "glass"}


class DisputeArgs(_At):
    party = text(100)
    party_title = text(100)
    words = Words(required=True, validate=FILLED)


class HandOverArgs(_Reasoned):
    to = printable_id(required=True)


class AcceptArgs(_At):
    agrees = fields.Boolean(required=True)
    words = text()

    @validates_schema
    def _check_declined(self, told: dict[str, Any], **_: Any) -> None:
        if not told["agrees"] and not told["words"]:
            raise ValidationError("不接手时请写明原因", "words")


class ExtendArgs(_Reasoned):
    due_on = day(required=True)


class CloseArgs(_At):
    reason = text()

    @post_load
    def _named(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"words": values.pop("reason"), **values}


# Made once: to build one takes as long as to read a command by it.
OF_VERBS: dict[str, Schema] = {
    "flag": FlagArgs(),
    "take": TakeArgs(),
    "propose": ProposeArgs(),
    "confirm": ConfirmArgs(),
    "dispute": DisputeArgs(),
    "hand_over": HandOverArgs(),
    "accept": AcceptArgs(),
    "extend": ExtendArgs(),
    "close": CloseArgs(),
    "reopen": ReopenArgs(),
}
OPEN, LOG = OpenArgs(), LogCommandArgs()
