"""How to ask NZBGet for a download."""

import base64
from collections.abc import Mapping
from typing import Any, Final

from ...engine.options import DownloadOptions, Priority
from ..base import Identity
from .names import job_name, password_in
from .rows import FORCED, MARK

# The parameter by which the password of archives travels.
_UNPACK_WITH: Final = "*Unpack:Password"
# As its own page calls them: -50 is low and 50 is high.
PRIORITIES: Final[Mapping[Priority, int]] = {
    Priority.LOW: -50,
    Priority.NORMAL: 0,
    Priority.HIGH: 50,
    Priority.FORCE: FORCED,
}
_FIRST: Final = frozenset({Priority.HIGH, Priority.FORCE})


def add_fields(
    identity: Identity, file: bytes, options: DownloadOptions
) -> tuple[Any, ...]:
    """Return the fields of an add, which go by position.

    The form with ten parts is the one that 18 to 26 understand alike. FORCE, because a person
    approved it: NZBGet would put aside what it takes for a duplicate.
    """
    parameters = [[MARK, identity.mark]] if identity.mark else []
    if password := password_in(identity.title):
        parameters.append([_UNPACK_WITH, password])
    return (
        f"{job_name(identity.title)}.nzb",
        base64.b64encode(file).decode(),
        options.category,
        PRIORITIES[options.priority],
        options.priority in _FIRST,
        options.stopped,
        "",
        0,
        "FORCE",
        parameters,
    )
