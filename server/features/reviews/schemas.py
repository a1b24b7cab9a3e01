"""What the office asks about reviews, and what it gets."""

from marshmallow import fields, validate

from server.core.http import WireSchema
from server.features.reviews.ways import Way

CHOICES = tuple(way for way in Way if way not in {Way.UNDO, Way.FOLLOWED})


class SettleRequest(WireSchema):
    way = fields.Enum(Way, by_value=True, required=True, validate=validate.OneOf(CHOICES))
    words = fields.String(load_default="", validate=validate.Length(max=500))
    changes = fields.Dict(keys=fields.String(), load_default=dict)


class ReviewCountOut(WireSchema):
    open = fields.Integer()


class ReviewOut(WireSchema):
    """A line of the list."""

    id = fields.String()
    device_id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    branch_id = fields.String(allow_none=True)
    seq = fields.Integer()
    command_name = fields.String()
    entity = fields.String()
    about = fields.String()
    enterprise_id = fields.String(allow_none=True)
    visit_id = fields.String(allow_none=True)
    status = fields.String()
    code = fields.String()
    title = fields.String()
    detail = fields.String()
    mine = fields.Dict()
    theirs = fields.Dict()
    state = fields.String()
    settled_as = fields.String()
    outcome = fields.String()
    resolution = fields.String()
    resolved_by_name = fields.String()
    resolved_at = fields.AwareDateTime(allow_none=True)
    device_time = fields.String()
    created_at = fields.AwareDateTime()


class ReviewSideOut(WireSchema):
    """One field in which phone and bureau differ; `both` is null where only one can stand."""

    field = fields.String()
    mine = fields.Raw(allow_none=True)
    theirs = fields.Raw(allow_none=True)
    both = fields.Raw(allow_none=True)


class ReviewPhotoOut(WireSchema):
    sha256 = fields.String()
    caption = fields.String()
    received = fields.Boolean()


class ReviewDetailOut(ReviewOut):
    """`clock_off_ms` is how far the phone's clock was behind; null when it was right or unknown."""

    clock_off_ms = fields.Integer(allow_none=True)
    reason = fields.String()
    theirs_by_name = fields.String()
    theirs_at = fields.AwareDateTime(allow_none=True)
    sides = fields.List(fields.Nested(ReviewSideOut))
    photos = fields.List(fields.Nested(ReviewPhotoOut))
    ahead = fields.Nested(ReviewOut, allow_none=True)
    behind = fields.List(fields.Nested(ReviewOut))
    ways = fields.List(fields.Enum(Way, by_value=True))
