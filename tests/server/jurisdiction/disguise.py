"""Slices that forget who asks: whoever it is, they take for a manager of the bureau."""

from dataclasses import replace

from server.core import auth
from server.core.auth import Role


def as_managers(app, **more):
    """Have everybody taken for a manager from here on; return who they truly are, by session."""
    truly, known = app.extensions[auth.EXTENSION], {}

    def disguised(token):
        found = truly(token)
        known[found.session_id] = found
        return replace(found, role=Role.MANAGER, **more)

    app.extensions[auth.EXTENSION] = disguised
    return known
