"""What the office home shows."""

from marshmallow import fields

from server.core.http import WireSchema


class DayTallyOut(WireSchema):
    on = fields.Date()
    visits = fields.Integer()


class BranchTallyOut(WireSchema):
    branch_id = fields.String(allow_none=True)
    name = fields.String()
    visits = fields.Integer()


class KindTallyOut(WireSchema):
    kind = fields.String()
    visits = fields.Integer()


class PlanTallyOut(WireSchema):
    plan_id = fields.String()
    name = fields.String()
    period_to = fields.Date()
    people = fields.Integer()
    behind = fields.Integer()


class DeviceConcernOut(WireSchema):
    id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    last_seen_at = fields.AwareDateTime()
    waiting = fields.Integer()
    silent_days = fields.Integer()
    words = fields.String()


class BackupOut(WireSchema):
    state = fields.String()
    made_at = fields.AwareDateTime(allow_none=True)


class OverviewOut(WireSchema):
    as_of = fields.AwareDateTime()
    visits = fields.Integer()
    by_day = fields.List(fields.Nested(DayTallyOut))
    by_branch = fields.List(fields.Nested(BranchTallyOut))
    by_kind = fields.List(fields.Nested(KindTallyOut))
    open_findings = fields.Integer()
    waiting_photos = fields.Integer()
    plans = fields.List(fields.Nested(PlanTallyOut))
    devices = fields.List(fields.Nested(DeviceConcernOut))
    open_reviews = fields.Integer()
    acts = fields.Integer()
    backup = fields.Nested(BackupOut, allow_none=True)
    failed_commands = fields.Integer()
