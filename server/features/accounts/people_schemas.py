"""What travels about people between the office browser and the bureau."""

from datetime import date
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import fields, validate

from server.core.auth import Role
from server.core.fields import day
from server.core.http import WireSchema
from server.features.accounts.second_factor import BOUND, NONE, TO_BIND
from server.features.accounts.standing import Rank

_SHORT = validate.Length(min=1, max=64)
_ROLE = validate.OneOf([role.value for role in Role])
_RANK = validate.OneOf([rank.value for rank in Rank])


class PeopleQuery(WireSchema):
    branch_id = fields.String(load_default=None)
    q = fields.String(load_default="", validate=validate.Length(max=64))
    active = fields.Boolean(load_default=None)


class PersonChanges(WireSchema):
    name = fields.String(validate=_SHORT)
    login = fields.String()
    title = fields.String(validate=validate.Length(max=64))
    role = fields.String(validate=_ROLE)
    branch_id = fields.String(allow_none=True)
    active = fields.Boolean()


class PersonRequest(WireSchema):
    name = fields.String(required=True, validate=_SHORT)
    login = fields.String(required=True)
    title = fields.String(load_default="", validate=validate.Length(max=64))
    role = fields.Enum(Role, by_value=True, required=True)
    branch_id = fields.String(load_default=None, allow_none=True)
    rank = fields.String(load_default=Rank.ORDINARY.value, validate=_RANK)
    rank_from = day(load_default=None, allow_none=True)
    is_member = fields.Boolean(load_default=False)
    party_from = day(load_default=None, allow_none=True)


class DaysRequest(WireSchema):
    from_on = day(required=True)
    to_on = day(load_default=None, allow_none=True)


class RankRequest(DaysRequest):
    rank = fields.String(required=True, validate=_RANK)


class PostFields(WireSchema):
    """Where somebody belonged: a branch, or null for headquarters."""

    branch_id = fields.String(required=True, allow_none=True)
    from_on = day(load_default=None, allow_none=True)
    to_on = day(load_default=None, allow_none=True)


class PostsRequest(WireSchema):
    posts = fields.List(fields.Nested(PostFields), required=True, validate=validate.Length(max=50))


class MembershipOut(WireSchema):
    id = fields.String()
    from_on = fields.Date(allow_none=True)
    to_on = fields.Date(allow_none=True)


class RankOut(MembershipOut):
    rank = fields.String()


class NameOut(WireSchema):
    id = fields.String()
    name = fields.String()
    branch_id = fields.String(allow_none=True)
    active = fields.Boolean()


class PersonOut(NameOut):
    login = fields.String()
    title = fields.String()
    initials = fields.String()
    role = fields.String()
    ranks = fields.List(fields.Nested(RankOut))
    memberships = fields.List(fields.Nested(MembershipOut))


class AdministratorsOut(WireSchema):
    missing = fields.List(fields.String())


class NewPersonOut(WireSchema):
    person = fields.Nested(PersonOut)
    password = fields.String()


class PersonSignInOut(WireSchema):
    id = fields.String()
    user_agent = fields.String()
    created_at = fields.AwareDateTime()
    last_seen_at = fields.AwareDateTime()


class PasswordOut(WireSchema):
    password = fields.String()


class SecondFactorOut(WireSchema):
    state = fields.String(validate=validate.OneOf([NONE, TO_BIND, BOUND]))


class PeopleFile(WireSchema):
    file = Upload(required=True)


class PersonFaultOut(WireSchema):
    row = fields.Integer()
    column = fields.String()
    value = fields.String()
    words = fields.String()


class FirstPasswordOut(WireSchema):
    name = fields.String()
    login = fields.String()
    password = fields.String()


class NewRankOut(WireSchema):
    name = fields.String()
    rank = fields.String()
    from_on = fields.Date()


class PeopleImportOut(WireSchema):
    read = fields.Integer()
    created = fields.Integer()
    unchanged = fields.Integer()
    rejected = fields.Integer()
    faults = fields.List(fields.Nested(PersonFaultOut))
    people = fields.List(fields.Nested(FirstPasswordOut))
    ranks = fields.List(fields.Nested(NewRankOut))


def days_of(wanted: dict[str, Any]) -> tuple[date, date | None]:
    """Return the first and the last day of a request."""
    return wanted["from_on"], wanted["to_on"]
