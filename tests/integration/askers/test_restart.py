"""What is under way when Home Assistant stops goes on when it starts."""

from custom_components.greenlight.askers.base import Phase
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.request import State

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
