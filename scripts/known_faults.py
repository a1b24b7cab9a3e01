"""What a database of known faults says, or that it said nothing."""

# Name, version and the id under which the fault is known.
Fault = tuple[str, str, str]

# How long an answer may take.
WITHIN_S = 600


class NoAnswerError(Exception):
    """The database was not asked or did not answer; the argument is the last that the tool said."""
