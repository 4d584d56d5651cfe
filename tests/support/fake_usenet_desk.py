"""A desk in memory whose asker orders from usenet."""

from dataclasses import replace
from typing import Any, override

from custom_components.greenlight.askers.base import Handed, NotTaken, Phase, Standing
from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.through import Habits, Shown
from custom_components.greenlight.engine.files.nzb import NzbError, read_nzb
from custom_components.greenlight.engine.order import Order
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.parts.asker_settings import AskerSettings

from .fake_desk import START, FakeDesk, asker

COMPLETE = "/data/usenet/complete"
KEY = "k" * 40


def usenet_asker(**changed: Any) -> AskerSettings:
    """Return the settings of an asker that orders from usenet, with some of them changed."""
    usual = {"protocol": Protocol.USENET, "path": "sonarr", "password": KEY}
    return asker(**{**usual, **changed})


class FakeUsenetDesk(FakeDesk):
    """The same, with jobs for torrents: what is handed over twice is there twice."""

    def __init__(self, settings: AskerSettings | None = None) -> None:
        """Begin with nothing ordered."""
        super().__init__(usenet_asker() if settings is None else settings)
        self.usual = Habits(save_path=COMPLETE)
        self.given = 0

    def decline(self, order: str, why: str) -> None:
        """Give the no."""
        standing = self.standings[order]
        ended = replace(standing.order, ended=START + 100)
        self.put(replace(standing, order=ended, phase=Phase.FAILED, why=why))

    def complete(self, order: str, *, at: float = START + 200) -> Shown:
        """Have a client complete it."""
        known = self.standings[order].order
        shown = self.run(
            order,
            state=DownloadState.COMPLETED,
            complete=True,
            progress=1.0,
            done=known.size or 0,
            content_path=f"{COMPLETE}/{known.category}/{known.name}",
        )
        shown = replace(shown, completed=at)
        self.put(replace(self.standings[order], shown=shown))
        return shown

    @override
    def find(self, order: str) -> Standing | None:
        return self.standings.get(order)

    @override
    async def take(self, handed: Handed) -> Order:
        if self.refuses is not None:
            raise self.refuses
        try:
            nzb = read_nzb(handed.payload.file or b"")
        except NzbError as err:
            raise NotTaken(str(err), unreadable=True) from None
        self.given += 1
        order = Order(
            asker=self.settings.id,
            id=f"SABnzbd_nzo_{self.given:08x}",
            protocol=Protocol.USENET,
            name=handed.name or nzb.name,
            link=f"kept:{self.given}",
            at=START + self.given,
            size=nzb.size,
            category=handed.options.category,
            options=handed.options,
        )
        self.handed.append(handed)
        self.put(Standing(order=order, phase=Phase.WAITING))
        return order
