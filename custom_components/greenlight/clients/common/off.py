"""A client that is switched off: in its place stands one that is asked nothing and given nothing."""

from collections.abc import Collection, Mapping
from typing import NoReturn, override

from ...engine.options import DownloadOptions
from ..base import Client, Identity
from ..errors import SwitchedOff


def switched_off(client: Client) -> Client:
    """Return what stands in the place of a client; all of it raises ``SwitchedOff`` at once."""

    class Off(_Off):
        protocol = client.protocol
        features = client.features

    return Off()


class _Off(Client):
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
    async def close(self) -> None:
        pass
