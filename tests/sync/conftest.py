"""One contract, three stores: in memory, on SQLite, on PostgreSQL."""

from contextlib import ExitStack

import pytest

from tests.conftest import Clock, copied, running
from tests.sync.stores import in_memory, on_sql


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def room(request, tmp_path):
    if request.param == "memory":
        yield in_memory()
        return
    template = request.getfixturevalue(f"{request.param}_template")
    with ExitStack() as stack:
        url = stack.enter_context(copied(template, tmp_path))
        stack.enter_context(running(url, tmp_path, Clock()))
        yield on_sql(template.people.officer)
