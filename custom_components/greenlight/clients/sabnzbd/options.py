"""How to ask SABnzbd for a download."""

from collections.abc import Mapping
from typing import Final

from ...engine.options import DownloadOptions, Priority
from ..base import Identity
from .names import job_name

ADD_PAUSED: Final = "-2"
USUAL: Final = "-100"
FORCE: Final = "2"
# What is normal goes by its category.
PRIORITIES: Final[Mapping[Priority, str]] = {
    Priority.LOW: "-1",
    Priority.HIGH: "1",
    Priority.FORCE: FORCE,
}


def add_fields(identity: Identity, options: DownloadOptions) -> dict[str, str]:
    """Return the fields of an add, beside the file.

    All of the order in the queue is one number: what is added paused has no other priority as well.
    """
    fields = {"nzbname": job_name(identity.title)} if identity.title else {}
    if options.category:
        fields["cat"] = options.category
    if options.stopped:
        fields["priority"] = ADD_PAUSED
    elif priority := PRIORITIES.get(options.priority):
        fields["priority"] = priority
    return fields
