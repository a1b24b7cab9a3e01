"""Every day and instant that a route asks for is one that the bureau's work can be about."""

from marshmallow import Schema, fields

VERBS = ("get", "post", "put", "patch", "delete")


def asked_of(app):
    """Return every schema by which a route takes something in, with its address."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for verb in VERBS:
            told = getattr(getattr(getattr(view, "view_class", None), verb, view), "_apidoc", {})
            for one in told.get("arguments", {}).get("parameters", []):
                made = one["schema"]
                yield f"{verb} {rule.rule}", made() if isinstance(made, type) else made


def days_in(schema, path=()):
    """Return each field of a schema that is a day or an instant, however deep it stands."""
    for name, field in schema.load_fields.items():
        yield from days_of(field, (*path, name))


def days_of(field, path):
    if isinstance(field, fields.Date | fields.DateTime):
        yield path, field
    elif isinstance(field, fields.Nested):
        yield from days_in(field.schema, path)
    elif isinstance(field, fields.List):
        yield from days_of(field.inner, path)


def test_no_route_takes_a_day_without_bounds(app):
    found = [(where, *day) for where, schema in asked_of(app) for day in days_in(schema)]

    assert len(found) > 30
    assert [(where, path) for where, path, day in found if not day.validators] == []


def test_the_look_finds_a_day_without_bounds_wherever_it_stands():
    inner = Schema.from_dict({"on": fields.Date()})
    odd = Schema.from_dict({"those": fields.List(fields.Nested(inner))})

    assert [path for path, day in days_in(odd()) if not day.validators] == [("those", "on")]
