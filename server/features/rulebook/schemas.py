"""What the office sees of the rulebook."""

from marshmallow import fields, validate

from server.core.fields import day
from server.core.http import WireSchema


class PackOut(WireSchema):
    """A line of the list."""

    pack = fields.String()
    version = fields.Integer()
    title = fields.String()
    in_force_from = fields.Date()
    in_force_to = fields.Date(allow_none=True)
    hash = fields.String()
    published_at = fields.AwareDateTime()
    is_in_force = fields.Boolean()


class PackClauseOut(WireSchema):
    id = fields.String()
    outcome = fields.String()
    label = fields.String()
    basis = fields.String()
    conditions = fields.String()
    valid_months = fields.Integer(allow_none=True)


class PackDetailOut(PackOut):
    basis = fields.String()
    clauses = fields.List(fields.Nested(PackClauseOut))


class DiffQuery(WireSchema):
    since = fields.Integer(required=True, validate=validate.Range(min=1, max=10**9))


class PackChangeOut(WireSchema):
    kind = fields.String()
    part = fields.String()
    id = fields.String()
    before = fields.String()
    after = fields.String()
    fields_changed = fields.List(fields.String(), attribute="fields")


class PublishRequest(WireSchema):
    content = fields.String(required=True, validate=validate.Length(min=2, max=4_000_000))


class RegimeRequest(WireSchema):
    branch_id = fields.String(required=True, validate=validate.Length(max=64))
    regime = fields.String(required=True, validate=validate.Length(max=32))
    from_on = day(required=True)


class BranchRegimeOut(WireSchema):
    """What a branch was told to follow; `id` is null where nobody ever said anything."""

    id = fields.String(allow_none=True)
    branch_id = fields.String()
    branch_name = fields.String()
    regime = fields.String()
    title = fields.String()
    from_on = fields.Date(allow_none=True)
    is_current = fields.Boolean()
    set_by_name = fields.String()
    set_at = fields.AwareDateTime(allow_none=True)


class PackPreviewOut(WireSchema):
    """What publishing a text would do; `against` is the version that it is compared with."""

    pack = fields.String()
    version = fields.Integer()
    title = fields.String()
    in_force_from = fields.Date()
    in_force_to = fields.Date(allow_none=True)
    is_published = fields.Boolean()
    against = fields.Integer(allow_none=True)
    changes = fields.List(fields.Nested(PackChangeOut))
