"""Identity: by what the download of a request is found in a client."""

from ..clients.base import Identity
from ..engine.request import Request


def identity_of(request: Request) -> Identity:
    """Return whatever is known of a request's download."""
    return Identity(
        id=request.download or "",
        hashes=request.all_hashes,
        title=request.release.title,
        mark=request.mark,
        handed=request.handed,
    )
