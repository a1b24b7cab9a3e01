"""What the office asks about matters, what it gets, and what whoever holds a link sees."""

from marshmallow import fields, validate

from server.core.fields import LONGEST, Words, printable_id
from server.core.http import WireSchema
from server.features.cases.arguments import SOURCES
from sync.matters import STATES


class CasesQuery(WireSchema):
    branch_id = printable_id(load_default=None)
    person_id = printable_id(load_default=None)
    enterprise_id = printable_id(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    source = fields.String(load_default=None, validate=validate.OneOf(SOURCES))
    hard = fields.Boolean(load_default=None)
    overdue = fields.Boolean(load_default=None)
    q = Words(load_default="", validate=validate.Length(max=100))


class CasesPageQuery(CasesQuery):
    cursor = fields.String(load_default=None, validate=validate.Length(max=500))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class CaseOut(WireSchema):
    """A line of the list."""

    id = fields.String()
    ver = fields.Integer()
    source = fields.String()
    channel = fields.String()
    title = fields.String()
    category = fields.String()
    enterprise_id = fields.String(allow_none=True)
    enterprise_name = fields.String()
    branch_id = fields.String(allow_none=True)
    branch_name = fields.String()
    town_code = fields.String(allow_none=True)
    town_name = fields.String()
    hard = fields.Boolean()
    state = fields.String()
    overdue = fields.Boolean()
    holder_id = fields.String(allow_none=True)
    holder_name = fields.String()
    taken_at = fields.AwareDateTime(allow_none=True)
    offered_to = fields.String(allow_none=True)
    offered_name = fields.String()
    due_on = fields.Date()
    opened_by = fields.String()
    opened_name = fields.String()
    opened_at = fields.AwareDateTime()
    solved_by = fields.String(allow_none=True)
    solved_name = fields.String()
    solved_on = fields.Date(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    received_at = fields.AwareDateTime()


class CasesPageOut(WireSchema):
    rows = fields.List(fields.Nested(CaseOut))
    next = fields.String(allow_none=True)


class CasePhotoOut(WireSchema):
    id = fields.String()
    sha256 = fields.String()
    taken_at = fields.String(allow_none=True)
    caption = fields.String()
    width = fields.Integer()
    height = fields.Integer()


class CaseEventOut(WireSchema):
    """One entry of the timeline; without `by_name` the party answered a link."""

    id = fields.String()
    kind = fields.String()
    at = fields.AwareDateTime()
    by_id = fields.String(allow_none=True)
    by_name = fields.String()
    words = fields.String()
    visit_id = fields.String(allow_none=True)
    to_id = fields.String(allow_none=True)
    to_name = fields.String()
    due_on = fields.Date(allow_none=True)
    photos = fields.List(fields.Nested(CasePhotoOut))
    how = fields.String()
    party = fields.String()
    party_title = fields.String()
    signature_sha = fields.String(allow_none=True)
    flag_words = fields.List(fields.String())
    received_at = fields.AwareDateTime()


class CaseDetailOut(CaseOut):
    """A matter with its timeline; `petitioner` is none, hidden, or shown on request."""

    words = fields.String()
    finding_id = fields.String(allow_none=True)
    registration_id = fields.String(allow_none=True)
    events = fields.List(fields.Nested(CaseEventOut))
    leads = fields.Boolean()
    petitioner = fields.String()


class PetitionerOut(WireSchema):
    name = fields.String()
    phone = fields.String()


class CaseLinkOut(WireSchema):
    token = fields.String()
    expires_at = fields.AwareDateTime()


class LinkIn(WireSchema):
    token = fields.String(required=True, validate=validate.Length(min=1, max=200))


class AnswerIn(LinkIn):
    agrees = fields.Boolean(required=True)
    words = Words(load_default="", validate=validate.Length(max=LONGEST))


class QuestionOut(WireSchema):
    """What a link asks about, without anybody's name."""

    title = fields.String()
    enterprise_name = fields.String()
    opened_on = fields.Date()
    done = fields.String()
    done_on = fields.Date()
