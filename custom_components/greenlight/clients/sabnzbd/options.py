"""How to ask SABnzbd for a download."""

from typing import Final

from ...engine.options import DownloadOptions
from ..base import Identity
from .names import job_name

ADD_PAUSED: Final = "-2"
USUAL: Final = "-100"
HIGH: Final = "1"
FORCE: Final = "2"


def add_fields(identity: Identity, options: DownloadOptions) -> dict[str, str]:
    """Return the fields of an add, beside the file.

    All of the order in the queue is one number: what is added paused cannot be the first as well.
    """
    fields = {"nzbname": job_name(identity.title)} if identity.title else {}
    if options.category:
        fields["cat"] = options.category
    if options.stopped:
        fields["priority"] = ADD_PAUSED
    elif options.forced or options.first:
        fields["priority"] = FORCE if options.forced else HIGH
    return fields
