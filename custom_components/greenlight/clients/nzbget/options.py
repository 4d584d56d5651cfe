"""How to ask NZBGet for a download."""

import base64
from typing import Any, Final

from ...engine.options import DownloadOptions
from ..base import Identity
from .names import job_name, password_in
from .rows import FORCED, MARK

# The parameter by which the password of archives travels.
_UNPACK_WITH: Final = "*Unpack:Password"


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
        FORCED if options.forced else 0,
        options.first,
        options.stopped,
        "",
        0,
        "FORCE",
        parameters,
    )
