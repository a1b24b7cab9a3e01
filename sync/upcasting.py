"""Old commands in the words of today: one pure step per published version."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sync.protocol import Command, Json

# From the arguments of one version of a command to those of the next.
Upcast = Callable[[Json], Json]
Upcasters = Mapping[tuple[str, int], Upcast]

# By (name, version) of the older form. Nothing published has changed yet.
UPCASTERS: Upcasters = {}


def upcast(command: Command, upcasters: Upcasters) -> Command:
    """Return the command as its newest version says it; the stored bytes stay what they were."""
    while (step := upcasters.get((command.name, command.version))) is not None:
        command = replace(command, version=command.version + 1, args=step(command.args))
    return command
