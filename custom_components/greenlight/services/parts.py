"""Which client, source or rule is meant: by an action's caller, and by a request."""

from collections.abc import Iterable

from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN
from ..hub import Hub
from ..presentation.errors import mistake


def part_named(hub: Hub, kind: str, wished: str, *also: str) -> str:
    """Return the subentry a person means by its name, its id or its device's id.

    It is one of a kind, or of others that count as such here ``also``. Raises
    ``ServiceValidationError``.
    """
    kinds = (kind, *also)
    parts = [one for each in kinds for one in hub.entry.get_subentries_of_type(each)]
    device = dr.async_get(hub.hass).async_get(wished)
    of_device = (
        {one for domain, one in device.identifiers if domain == DOMAIN}
        if device
        else set()
    )
    for part in parts:
        if part.subentry_id == wished or part.subentry_id in of_device:
            return part.subentry_id
    named = [one for one in parts if one.title.casefold() == wished.casefold()]
    if len(named) == 1:
        return named[0].subentry_id
    raise mistake(
        f"unknown_{kind}",
        name=wished,
        known=", ".join(one.title for one in parts) or "–",
    )


def parts_named(
    hub: Hub, kind: str, wished: Iterable[str] | None, *also: str
) -> list[str]:
    """Return the subentries a person means, each once, none for no wish, as ``part_named`` does."""
    found = (part_named(hub, kind, one, *also) for one in wished or ())
    return list(dict.fromkeys(found))


def running(hub: Hub, kind: str, wished: str) -> str:
    """Return the subentry a person means, of which a part runs.

    Raises ``ServiceValidationError``, also for one that cannot be read as it is stored.
    """
    part_id = part_named(hub, kind, wished)
    if not hub.roster.runs(part_id):
        raise mistake("unusable_part", name=hub.entry.subentries[part_id].title)
    return part_id


def all_running(hub: Hub, kind: str, wished: Iterable[str] | None) -> list[str]:
    """Return the subentries a person means, each once, none for no wish, as ``running`` does."""
    return list(dict.fromkeys(running(hub, kind, one) for one in wished or ()))


def client_of(hub: Hub, request_id: str) -> str:
    """Return what the client of a request is called, empty if there is none or no request."""
    request = hub.gate.requests.get(request_id)
    return hub.gate.attached.name(request.client) if request else ""
