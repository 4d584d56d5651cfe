"""Standings: how each order stands, made anew only where something about it has changed."""

from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from ..clients.through import Shown
from ..engine.order import Order
from ..engine.request import Request, State
from .base import Phase, Standing
from .house import House
from .looking import Looking
from .orders import Key, is_about

_WAITS: Final = frozenset({State.PENDING, State.DECLINED, State.SUPERSEDED})
_TAKEN: Final = frozenset({State.DOWNLOADING, State.COMPLETED, State.IMPORTED})


@dataclass(frozen=True, slots=True)
class _Made:
    order: Order
    request: Request | None
    shown: Shown | None
    save_path: str
    standing: Standing | None


class Standings:
    """What an asker is to see of its orders."""

    def __init__(self, house: House, looking: Looking) -> None:
        """Have made none yet."""
        self._house = house
        self._looking = looking
        self._made: dict[Key, _Made] = {}

    def of(self, asker_id: str) -> tuple[Standing, ...]:
        """Return all that an asker is to see, the oldest first."""
        found = (self.one(order) for order in self._house.orders.of(asker_id))
        return tuple(one for one in found if one is not None)

    def one(self, order: Order) -> Standing | None:
        """Return how an order stands, None if it is not to be seen."""
        request = self._house.gate.requests.get(order.request)
        shown = self._looking.shown.get(order.key)
        save_path = self._save_path(order)
        made = self._made.get(order.key)
        if (
            made is not None
            and made.order is order
            and made.request is request
            and made.shown is shown
            and made.save_path == save_path
        ):
            return made.standing
        standing = _standing(order, request, shown, save_path)
        self._made[order.key] = _Made(order, request, shown, save_path, standing)
        return standing

    def forget(self, key: Key) -> None:
        """Forget an order that is gone."""
        self._made.pop(key, None)

    def _save_path(self, order: Order) -> str:
        """Return where it is or would be saved, as far as that can be told."""
        client_id = order.client or self.client_for(order.asker)
        own = self._looking.categories(client_id).get(order.category)
        wanted = order.options.save_path or own or order.category
        return _below(self._looking.habits(client_id).save_path, wanted)

    def client_for(self, asker_id: str) -> str:
        """Return the client that would take what an asker orders, empty if there is none."""
        settings = self._house.askers.get(asker_id)
        attached = self._house.gate.attached
        if settings is None:
            return ""
        if settings.client in attached.clients:
            return settings.client or ""
        usual = [
            (attached.settings[one].priority, one)
            for one, client in attached.clients.items()
            if client.protocol is settings.protocol and attached.settings[one].enabled
        ]
        return min(usual)[1] if usual else ""


def _below(folder: str, path: str) -> str:
    """Return a path of a client's, which may begin in its folder, POSIX or Windows."""
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute():
        return path
    if not path or not folder:
        return folder
    between = "\\" if "\\" in folder else "/"
    return f"{folder.rstrip('/\\')}{between}{path}"


def _standing(
    order: Order, request: Request | None, shown: Shown | None, save_path: str
) -> Standing | None:
    phase = _phase(order, request, shown)
    if phase is None:
        return None
    running = phase is Phase.RUNNING and shown is not None
    return Standing(
        order=order,
        phase=phase,
        shown=shown if phase in (Phase.RUNNING, Phase.QUEUED) else None,
        save_path=(shown.save_path or save_path) if running and shown else save_path,
        why=order.why if phase is Phase.FAILED else "",
    )


def _phase(order: Order, request: Request | None, shown: Shown | None) -> Phase | None:
    if not order.live:
        return _after(order)
    there = Phase.RUNNING if shown is not None else Phase.QUEUED
    if request is None:
        if order.request and not order.download:
            return None
        return there if order.download else Phase.WAITING
    if request.state in _WAITS:
        return Phase.WAITING
    if request.state in (State.EXPIRED, State.CANCELLED):
        return None
    if not is_about(order, request):
        return Phase.WAITING
    if request.state is State.FAILED:
        return Phase.FAILED
    if request.state is State.APPROVED:
        return Phase.QUEUED
    return there if request.state in _TAKEN else None


def _after(order: Order) -> Phase | None:
    """Return how an order is shown that is not live: until its library has been told it waits."""
    if order.owed:
        return Phase.WAITING
    return Phase.FAILED if order.seen else None
