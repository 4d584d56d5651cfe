"""How to ask SABnzbd for a download."""

from typing import Final

from ...engine.options import DownloadOptions
from ..base import Identity
from .names import job_name

_ADD_PAUSED: Final = "-2"


def add_fields(identity: Identity, options: DownloadOptions) -> dict[str, str]:
    """Return the fields of an add, beside the file."""
    fields = {"nzbname": job_name(identity.title)} if identity.title else {}
    if options.category:
        fields["cat"] = options.category
    if options.stopped:
        fields["priority"] = _ADD_PAUSED
    return fields
