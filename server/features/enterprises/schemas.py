"""What travels about enterprises and their imports."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import ValidationError, fields, validate

from server.core.fields import printable_id
from server.core.http import WireSchema
from server.features.enterprises.commands import AMENDABLE
from server.features.enterprises.rows import LONGEST

MOST_PER_PAGE = 200
_ID = validate.Length(min=1, max=64)


def _text(field: str, **options: Any) -> fields.String:
    return fields.String(validate=validate.Length(max=LONGEST[field]), **options)


class EnterpriseAddArgs(WireSchema):
    name = _text("name", required=True)
    code = fields.String(load_default="", allow_none=True, validate=validate.Length(max=100))
    town_code = fields.String(load_default=None, allow_none=True, validate=_ID)
    address = _text("address", load_default="")
    contact_name = _text("contact_name", load_default="")
    contact_phone = _text("contact_phone", load_default="")
    business_scope = _text("business_scope", load_default="")


class EnterpriseAddRequest(EnterpriseAddArgs):
    id = printable_id(load_default=None)


def _check_changes(changes: dict[str, tuple[str | None, str | None]]) -> None:
    for field, (_old, new) in changes.items():
        if new is None and field != "town_code":
            raise ValidationError("不能为空值")
        if new is not None and len(new) > LONGEST.get(field, 64):
            raise ValidationError("太长")


class EnterpriseAmendArgs(WireSchema):
    changes = fields.Dict(
        keys=fields.String(validate=validate.OneOf(AMENDABLE)),
        values=fields.Tuple((fields.String(allow_none=True), fields.String(allow_none=True))),
        required=True,
        # Of the field, not of the schema, which would also judge pairs that are none.
        validate=_check_changes,
    )


class EnterpriseSearchQuery(WireSchema):
    q = fields.String(load_default="", validate=validate.Length(max=100))
    town = fields.String(load_default=None, validate=validate.Regexp(r"^(\d{1,16}|none)$"))
    cursor = fields.String(load_default=None, validate=validate.Length(max=2000))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_PER_PAGE))


class EnterpriseOut(WireSchema):
    id = fields.String()
    ver = fields.Integer(attribute="row_ver")
    name = fields.String()
    code = fields.String(allow_none=True)
    code_kind = fields.String()
    town_code = fields.String(allow_none=True)
    address = fields.String()
    registered_on = fields.Date(allow_none=True)
    kind = fields.String()
    capital = fields.String()
    business_scope = fields.String()
    contact_name = fields.String()
    contact_phone = fields.String()
    verified = fields.Boolean()
    active = fields.Boolean()
    last_visit_at = fields.AwareDateTime(allow_none=True)
    visit_count = fields.Integer()
    lat_e7 = fields.Integer(allow_none=True)
    lng_e7 = fields.Integer(allow_none=True)
    accuracy_m = fields.Integer(allow_none=True)
    located_at = fields.AwareDateTime(allow_none=True)


class EnterprisesFoundOut(WireSchema):
    rows = fields.List(fields.Nested(EnterpriseOut))
    next_cursor = fields.String(allow_none=True)
    alike = fields.Boolean()


class EnterpriseListFile(WireSchema):
    file = Upload(required=True)


class EnterpriseImportForm(WireSchema):
    mapping = fields.String(load_default="{}", validate=validate.Length(max=4000))


class ListFormQuery(WireSchema):
    form = fields.String(load_default="xlsx", validate=validate.OneOf(("xlsx", "csv")))


class EnterpriseColumnOut(WireSchema):
    field = fields.String()
    label = fields.String()
    title = fields.String()


class EnterpriseFaultOut(WireSchema):
    row = fields.Integer()
    column = fields.String()
    value = fields.String()
    words = fields.String()


class EnterpriseOverwriteOut(WireSchema):
    row = fields.Integer()
    name = fields.String()
    field = fields.String()
    old = fields.String()
    new = fields.String()


class EnterpriseImportOut(WireSchema):
    id = fields.String()
    file_name = fields.String()
    state = fields.String()
    read = fields.Integer()
    created = fields.Integer()
    updated = fields.Integer()
    unchanged = fields.Integer()
    rejected = fields.Integer()
    by_name = fields.String()
    checked_at = fields.AwareDateTime()
    committed_at = fields.AwareDateTime(allow_none=True)
    undone_at = fields.AwareDateTime(allow_none=True)


class EnterpriseImportDetailOut(EnterpriseImportOut):
    columns = fields.List(fields.Nested(EnterpriseColumnOut))
    faults = fields.List(fields.Nested(EnterpriseFaultOut))
    warnings = fields.List(fields.Nested(EnterpriseFaultOut))
    n_warned = fields.Integer()
    overwrites = fields.List(fields.Nested(EnterpriseOverwriteOut))
    n_overwrites = fields.Integer()


class EnterpriseKeptOut(WireSchema):
    row = fields.Integer()
    name = fields.String()
    code = fields.String(allow_none=True)
    words = fields.String()


class EnterpriseUndoneOut(WireSchema):
    undone = fields.Integer()
    kept = fields.List(fields.Nested(EnterpriseKeptOut))
