"""What is under way when Home Assistant stops goes on when it starts."""

from unittest.mock import patch

import pytest

from custom_components.greenlight.askers.base import Handed, NotNow, Phase
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.ledger.kept_files import KeptFiles
from custom_components.greenlight.sources.base import Payload

from .conftest import Asking, film

TITLE = "Sintel.2010.1080p.WEB-DL.H.264-GRP"


async def test_an_approval_that_no_client_has_taken(sonarr: Asking) -> None:
    """Its kept file is there before anything is tried with it."""
    order = await sonarr.hand_over(film(TITLE))
    sonarr.torrents.failure = CannotConnect()
    await sonarr.act("approve", order)
    assert sonarr.request(order).state is State.APPROVED
    await sonarr.reload()
    assert sonarr.request(order).state is State.APPROVED
    sonarr.torrents.failure = None
    await sonarr.reload()
    assert sonarr.request(order).state is State.DOWNLOADING
    assert sonarr.torrents.taken == [order.id]
    assert (await sonarr.look())[order.id].phase is Phase.RUNNING


async def test_what_comes_while_it_reloads_is_not_taken(sonarr: Asking) -> None:
    """A desk of before would write over what the next one has: its program comes again."""
    desk = await sonarr.desk()
    keep = KeptFiles.async_keep

    async def slowly(files: KeptFiles, content: bytes) -> str:
        name = await keep(files, content)
        await sonarr.reload()
        return name

    torrent = film(TITLE)
    with patch.object(KeptFiles, "async_keep", slowly), pytest.raises(NotNow):
        await desk.take(Handed(payload=Payload(file=torrent.content)))
    assert not await sonarr.look()
    order = await sonarr.hand_over(torrent)
    await sonarr.reload()
    assert set(await sonarr.look()) == {order.id}
