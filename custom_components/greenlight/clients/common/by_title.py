"""When a job of usenet may be what is meant by a title, as long as nothing better tells."""

from ...engine.same_release import same_release
from ..base import Identity


def may_be(identity: Identity, name: str, ended: float | None) -> bool:
    """Tell whether a job may be the one, by its name and by when it ended, None if it has not.

    What was over before we handed it over is somebody else's, or from another time. Clients count
    whole seconds.
    """
    if ended is not None and (identity.handed is None or ended < int(identity.handed)):
        return False
    return bool(identity.title) and same_release(identity.title, name)
