"""A client that is switched off: in its place stands one that is asked nothing and given nothing."""

from collections.abc import Collection, Mapping
from typing import NoReturn, override

from ...engine.options import DownloadOptions
from ...engine.order import Place
from ..base import Client, Identity
from ..errors import SwitchedOff
from ..through import ShareLimits, Through


def switched_off(client: Client) -> Client:
    """Return what stands in the place of a client; all of it raises ``SwitchedOff`` at once."""

    class Off(_Off):
        protocol = client.protocol
        features = client.features
        lacks = client.lacks

    return Off()


class _Off(Client, Through):
    @override
    async def connect(self) -> NoReturn:
        raise SwitchedOff

    @override
    async def add(
        self,
        identity: Identity,
        *,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
    ) -> NoReturn:
        raise SwitchedOff

    @override
    async def find(self, identity: Identity) -> NoReturn:
        raise SwitchedOff

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> NoReturn:
        raise SwitchedOff

    @override
    async def survey(self) -> NoReturn:
        raise SwitchedOff

    @override
    async def space(self, folder: str = "") -> NoReturn:
        raise SwitchedOff

    @override
    async def finished(self, categories: Collection[str], *, since: float) -> NoReturn:
        raise SwitchedOff

    @override
    async def pause(self, download: str) -> NoReturn:
        raise SwitchedOff

    @override
    async def resume(self, download: str) -> NoReturn:
        raise SwitchedOff

    @override
    async def remove(self, download: str, *, delete_data: bool) -> NoReturn:
        raise SwitchedOff

    @override
    async def pause_all(self) -> NoReturn:
        raise SwitchedOff

    @override
    async def resume_all(self) -> NoReturn:
        raise SwitchedOff

    @override
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> NoReturn:
        raise SwitchedOff

    @override
    async def set_alternative_speed(self, *, enabled: bool) -> NoReturn:
        raise SwitchedOff

    @override
    async def set_category_limits(
        self, category: str, options: DownloadOptions
    ) -> NoReturn:
        raise SwitchedOff

    @override
    async def set_category_speed(
        self, category: str, *, download: int | None = None, upload: int | None = None
    ) -> NoReturn:
        raise SwitchedOff

    @override
    async def recheck(self, download: str) -> NoReturn:
        raise SwitchedOff

    @override
    async def show(self, wanted: Mapping[str, Identity]) -> NoReturn:
        raise SwitchedOff

    @override
    async def habits(self) -> NoReturn:
        raise SwitchedOff

    @override
    async def categories(self) -> NoReturn:
        raise SwitchedOff

    @override
    async def create_category(self, name: str, path: str = "") -> NoReturn:
        raise SwitchedOff

    @override
    async def files(self, download: str) -> NoReturn:
        raise SwitchedOff

    @override
    async def trackers(self, download: str) -> NoReturn:
        raise SwitchedOff

    @override
    async def set_category(self, download: str, category: str) -> NoReturn:
        raise SwitchedOff

    @override
    async def set_limits(self, download: str, limits: ShareLimits) -> NoReturn:
        raise SwitchedOff

    @override
    async def set_forced(self, download: str, *, forced: bool) -> NoReturn:
        raise SwitchedOff

    @override
    async def move(self, download: str, place: Place) -> NoReturn:
        raise SwitchedOff

    @override
    async def add_tags(self, download: str, tags: Collection[str]) -> NoReturn:
        raise SwitchedOff

    @override
    async def remove_tags(self, download: str, tags: Collection[str]) -> NoReturn:
        raise SwitchedOff

    @override
    async def reannounce(self, download: str) -> NoReturn:
        raise SwitchedOff

    @override
    async def close(self) -> None:
        pass
