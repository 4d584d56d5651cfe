"""Commands: what programs do with what they have ordered. None of them counts as a yes."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from ...engine.order import Place
from .adding import SabPriority, category_of
from .call import Answer, Call, done, error, nothing_named, nzo_ids
from .slots import COMPLETED, is_queued, status_of

# Not these or those, but whatever there is: only whoever looks at SABnzbd itself may mean that.
_SWEEPING: Final = frozenset({"all", "completed", "failed"})

type _Verb = Callable[[Call, tuple[str, ...]], Awaitable[Answer]]


async def queue_command(call: Call) -> Answer:
    """Do something with jobs in the queue."""
    return await _do(call, _OF_QUEUE.get(call.asked.text("name")))


async def history_command(call: Call) -> Answer:
    """Do something with jobs in the history."""
    return await _do(call, _OF_HISTORY.get(call.asked.text("name")))


async def change_category(call: Call) -> Answer:
    """File jobs under another category."""
    return await _do(call, _set_category)


async def retry(_: Call) -> Answer:
    """Retry nothing: what was declined stays so, and what has failed its client tries again."""
    return error("item does not exist")


async def _do(call: Call, verb: _Verb | None) -> Answer:
    ids = call.asked.texts("value")
    if verb is None or _SWEEPING.intersection(ids):
        return error()
    return await verb(call, ids) if ids else nothing_named()


async def _delete_queued(call: Call, ids: tuple[str, ...]) -> Answer:
    known = await _delete(call, ids)
    return nzo_ids(*known, status=bool(known))


async def _delete_ended(call: Call, ids: tuple[str, ...]) -> Answer:
    await _delete(call, ids)
    # Also of what is not there. What a real one archives is out of its history as well.
    return done()


async def _delete(call: Call, ids: tuple[str, ...]) -> list[str]:
    """Delete what there is of some jobs, and return it. The data of what is complete stays.

    SABnzbd never deletes that: whoever ordered it has imported it, or deletes it by itself.
    """
    call.failed.remove(call.desk.settings.id, ids)
    found = {one: standing for one in ids if (standing := call.desk.find(one))}
    complete = [
        one for one, standing in found.items() if status_of(standing) == COMPLETED
    ]
    others = [one for one in found if one not in complete]
    if complete:
        await call.desk.delete(complete, delete_data=False)
    if others:
        with_data = call.asked.number("del_files", 0) == 1
        await call.desk.delete(others, delete_data=with_data)
    return list(found)


async def _pause(call: Call, ids: tuple[str, ...]) -> Answer:
    await call.desk.set_stopped(ids, stopped=True)
    return nzo_ids(*ids)


async def _resume(call: Call, ids: tuple[str, ...]) -> Answer:
    await call.desk.set_stopped(ids, stopped=False)
    return nzo_ids(*ids)


async def _set_category(call: Call, ids: tuple[str, ...]) -> Answer:
    known = [one for one in ids if call.desk.find(one)]
    if not known:
        return {"status": False}
    await call.desk.set_category(known, category_of(call.asked.text("value2")))
    return done()


async def _set_priority(call: Call, ids: tuple[str, ...]) -> Answer:
    wanted, desk = call.asked.number("value2", SabPriority.DEFAULT), call.desk
    if wanted == SabPriority.PAUSED:
        await desk.set_stopped(ids, stopped=True)
    else:
        await desk.set_forced(ids, forced=wanted == SabPriority.FORCE)
    if place := _PLACES.get(wanted):
        await desk.move(ids, place)
    queued = [one.order.id for one in await call.look() if is_queued(one)]
    places = [queued.index(one) for one in ids if one in queued]
    return {"position": min(places, default=-1)}


_PLACES: Final[Mapping[int, Place]] = {
    SabPriority.HIGH: Place.TOP,
    SabPriority.LOW: Place.BOTTOM,
}
_OF_QUEUE: Final[Mapping[str, _Verb]] = {
    "delete": _delete_queued,
    "pause": _pause,
    "resume": _resume,
    "priority": _set_priority,
    "change_cat": _set_category,
}
_OF_HISTORY: Final[Mapping[str, _Verb]] = {"delete": _delete_ended}
