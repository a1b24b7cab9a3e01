"""What a phone's command is run with: the same verb that the REST route calls."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.auth import Actor
from sync.protocol import Command
from sync.store import Outcome

# Runs in a savepoint; refuses by raising a Problem, never commits.
Verb = Callable[[Session, Command, Actor, datetime], Outcome]
Verbs = Mapping[tuple[str, int], Verb]
