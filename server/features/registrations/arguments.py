"""The arguments of the commands on acts at the door, checked for shape alone.

What a form says is kept to the letter: both officers stand for a hash of it.
"""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from server.core.fields import LONGEST, SHA256, Words, day, instant, printable_id, words
from server.core.http import WireSchema
from server.features.registrations.claims import CoOfficer, NumberTaken, PackUsed, Signed

ACTS = ("decision", "assistance", "exemption", "referral", "outside")
NOTICE = "notice"
OUTCOMES = ("registration_form", "exempt", "report_form", "report_book", "outside")
IMPACTS = ("water", "air", "noise", "waste", "ecology", "radiation")
FILLED = validate.Length(min=1, max=LONGEST)
SHORT = validate.Length(max=200)
# Beyond it the two languages no longer hold the same whole number.
EXACT = validate.Range(-(2**53) + 1, 2**53 - 1)
MOST = validate.Length(max=1000)


def _text(limit: int = 200) -> fields.String:
    return fields.String(allow_none=True, validate=validate.Length(max=limit))


def _whole() -> fields.Integer:
    return fields.Integer(strict=True, allow_none=True, validate=EXACT)


class Answer(fields.Raw):
    """A fact: yes or no, a whole number, a word or a list of words; never a fraction."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        del attr, data, options
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, int) and abs(value) < 2**53:
            return value
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return value
        raise ValidationError("不是一种回答")


class MeasureArgs(WireSchema):
    measure = _text(LONGEST)
    destination = _text(LONGEST)


class FormArgs(WireSchema):
    """The national filing form; what is not filled is for the judging, not for the shape."""

    project_name = _text()
    site_address = _text(300)
    town_code = _text(64)
    area_m2 = _whole()
    unit_name = _text()
    unit_code = _text(18)
    legal_representative = _text(100)
    contact_name = _text(100)
    contact_phone = _text(50)
    investment_yuan = _whole()
    environment_yuan = _whole()
    operation_on = _text(10)
    nature = fields.String(
        allow_none=True, validate=validate.OneOf(("new", "expand", "rebuild", "move"))
    )
    basis = _text(500)
    content_scale = _text(LONGEST)
    impacts = fields.List(
        fields.String(validate=validate.OneOf(IMPACTS)), allow_none=True, validate=MOST
    )
    measures = fields.Dict(
        keys=fields.String(validate=validate.OneOf(IMPACTS)),
        values=fields.Nested(MeasureArgs),
        allow_none=True,
    )
    pollution = fields.String(allow_none=True, validate=validate.OneOf(("none", "slight", "more")))
    materials_complete = fields.Boolean(allow_none=True)
    commitment = fields.Boolean(allow_none=True)


class PackArgs(WireSchema):
    version = fields.Integer(strict=True, required=True, validate=validate.Range(1, 2**31 - 1))
    hash = fields.String(required=True, validate=SHA256)


class RegimeArgs(PackArgs):
    pack = fields.String(required=True, validate=validate.Length(min=1, max=32))


class PacksArgs(WireSchema):
    classification = fields.Nested(PackArgs, load_default=None, allow_none=True)
    exemption = fields.Nested(PackArgs, load_default=None, allow_none=True)
    eligibility = fields.Nested(PackArgs, load_default=None, allow_none=True)
    regime = fields.Nested(RegimeArgs, required=True)


class NumberArgs(WireSchema):
    lease_id = printable_id(required=True)
    n = fields.Integer(strict=True, required=True, validate=validate.Range(1, 2**53))
    text = fields.String(required=True, validate=validate.Length(min=1, max=64))

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> NumberTaken:
        return NumberTaken(**values)


class CoOfficerArgs(WireSchema):
    person_id = printable_id(load_default=None, allow_none=True)
    how = fields.String(load_default="none", validate=validate.OneOf(("qr", "glass", "none")))
    confirmation = fields.String(
        load_default="", allow_none=True, validate=validate.Length(max=4000)
    )
    signature_sha = fields.String(load_default=None, allow_none=True, validate=SHA256)

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> CoOfficer:
        return CoOfficer(**{**values, "confirmation": values["confirmation"] or ""})


class SignedArgs(WireSchema):
    state = fields.String(required=True, validate=validate.OneOf(("signed", "refused", "absent")))
    reason = words()
    sha256 = fields.String(load_default=None, allow_none=True, validate=SHA256)

    @post_load
    def _built(self, values: dict[str, Any], **_: Any) -> Signed:
        return Signed(**values)


class GapArgs(WireSchema):
    field = _text(64)
    text = fields.String(required=True, validate=FILLED)


class SeenArgs(WireSchema):
    enterprise_ver = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(0, 2**31 - 1)
    )


class _ActArgs(WireSchema):
    enterprise_id = printable_id(required=True)
    items = fields.List(
        fields.Integer(strict=True, validate=EXACT), load_default=list, validate=MOST
    )
    clauses = fields.List(
        fields.String(validate=validate.Length(max=64)), load_default=list, validate=MOST
    )
    facts = fields.Dict(keys=fields.String(validate=SHORT), values=Answer(), required=True)
    packs = fields.Nested(PacksArgs, required=True)
    form = fields.Nested(FormArgs, load_default=None, allow_none=True)
    filing_number = words(64)
    opened_at = instant(required=True)
    decided_at = instant(required=True)
    co_officer = fields.Nested(CoOfficerArgs, load_default=CoOfficer)
    representative = words(100)
    representative_title = words(100)
    signature = fields.Nested(SignedArgs, required=True)
    conditions = words()
    valid_until = day(load_default=None, allow_none=True)
    follows = printable_id(load_default=None, allow_none=True)
    seen = fields.Nested(SeenArgs, load_default=dict)
    essence_hash = fields.String(required=True, validate=SHA256)

    @post_load
    def _arranged(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        told = values.pop("packs")
        regime = PackUsed(**told.pop("regime"))
        packs = tuple(PackUsed(name, **used) for name, used in told.items() if used)
        seen, essence = values.pop("seen"), values.pop("essence_hash")
        more = {"seen_ver": seen.get("enterprise_ver"), "essence_told": essence}
        return {**values, **more, "packs": packs, "regime": regime}


class DecideArgs(_ActArgs):
    act = fields.String(required=True, validate=validate.OneOf(ACTS))
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    number = fields.Nested(NumberArgs, load_default=None, allow_none=True)


class NotifyArgs(_ActArgs):
    act = fields.String(load_default=NOTICE, validate=validate.OneOf((NOTICE,)))
    outcome = fields.String(load_default="unknown", validate=validate.OneOf((*OUTCOMES, "unknown")))
    gaps = fields.List(
        fields.Nested(GapArgs), required=True, validate=validate.Length(min=1, max=200)
    )
    leader_reason = words()


class ConfirmArgs(WireSchema):
    essence_hash = fields.String(required=True, validate=SHA256)
    agrees = fields.Boolean(required=True)
    reason = words()


class Changes(FormArgs):
    """The new values of a correction, each of the shape that the field had when it was told."""

    filing_number = Words(validate=validate.Length(max=64))
    representative = Words(validate=validate.Length(max=100))
    representative_title = Words(validate=validate.Length(max=100))


CHANGES = Changes()


class CorrectArgs(WireSchema):
    reason = Words(required=True, validate=FILLED)
    changes = fields.Dict(
        keys=fields.String(validate=validate.OneOf(tuple(CHANGES.fields))),
        values=fields.Tuple((fields.Raw(allow_none=True), fields.Raw(allow_none=True))),
        required=True,
    )

    @post_load
    def _with_shape(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        told = values["changes"]
        new = CHANGES.load({field: pair[1] for field, pair in told.items()})
        values["changes"] = {field: (pair[0], new[field]) for field, pair in told.items()}
        return values


class WithdrawArgs(WireSchema):
    reason = Words(required=True, validate=FILLED)
