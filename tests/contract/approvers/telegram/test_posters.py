"""Posters: a question comes below one where it can, and as text where it cannot."""

from dataclasses import replace
from unittest.mock import patch

from homeassistant.components.http import ApiConfig
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight.approvers.base import TEST, NotDelivered
from custom_components.greenlight.presentation.lent import lent
from tests.support.fake_telegram import bad_request

from .world import DONE, PNG, WITH_POSTER, World, blank


async def test_a_question_comes_below_its_poster_and_is_changed_there(
    served: World, hass_client_no_auth: ClientSessionGenerator
) -> None:
    copy = await served.ask(screen=WITH_POSTER)
    message = served.telegram.private(777).last
    assert copy.photo
    assert message.photo
    assert message.text == "Salt & Lanterns (2019): upgrade?"
    assert message.keyboard

    assert await served.channel.show(copy, DONE) == copy
    assert message.text == DONE.html
    assert not served.telegram.private(777).last.keyboard
    assert await served.channel.show(copy, DONE) == copy
    # Nothing of the address goes to Telegram, and it is no address any more.
    (sent,) = served.telegram.calls("sendPhoto")
    assert sent.params["photo"].filename == "poster.png"
    assert "lent" not in repr(sent.params)
    client = await hass_client_no_auth()
    assert (await client.get("/api/greenlight/lent/x/poster.png")).status == 404


async def test_the_address_of_a_poster_is_good_only_while_it_is_fetched(
    served: World, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()
    with lent(served.hass, PNG) as url:
        path = "/" + url.split("/", 3)[3]
        answer = await client.get(path)
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert await answer.read() == PNG.content
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize(
    "words",
    [
        "IMAGE_PROCESS_FAILED",
        "PHOTO_INVALID_DIMENSIONS",
        "not enough rights to send photos to the chat",
    ],
)
async def test_a_poster_that_telegram_does_not_take_leaves_the_text(
    served: World, words: str
) -> None:
    served.telegram.fail("sendPhoto", bad_request(words))
    copy = await served.ask(screen=WITH_POSTER)
    message = served.telegram.private(777).last
    assert (copy.photo, message.photo) == (False, None)
    assert message.keyboard


async def test_a_poster_that_cannot_be_had_leaves_the_text(served: World) -> None:
    served.posters.clear()
    assert not (await served.ask(screen=WITH_POSTER)).photo
    served.posters["r1"] = replace(PNG, content_type="image/gif")
    assert not (await served.ask(screen=WITH_POSTER)).photo
    served.posters["r1"] = PNG
    served.hass.config.api = ApiConfig("127.0.0.1", "127.0.0.1", 1, False)
    assert not (await served.ask(screen=WITH_POSTER)).photo
    served.hass.config.api = None
    assert not (await served.ask(screen=WITH_POSTER)).photo
    assert not served.telegram.calls("sendPhoto")


async def test_with_too_many_words_for_a_caption_it_is_only_text(
    served: World,
) -> None:
    # Marks do not count, signs beyond the first plane count twice.
    fits = replace(WITH_POSTER, html="<b>" + "🎬" * 512 + "</b>")
    long = replace(WITH_POSTER, html="🎬" * 512 + "x")
    assert (await served.ask(screen=fits)).photo
    assert not (await served.ask(screen=long)).photo
    # Telegram did not have to say so.
    assert not [one for one in served.telegram.outbox if one.refused]
    copy = await served.ask(screen=fits)
    changed = await served.channel.show(copy, long)
    assert changed
    assert changed.message != copy.message
    assert not changed.photo
    assert int(copy.message) not in served.telegram.private(777).messages
    assert served.telegram.private(777).last.silent


async def test_a_flood_while_a_poster_is_sent_sends_no_text_instead(
    served: World,
) -> None:
    served.telegram.flood("sendPhoto", 5)
    with pytest.raises(NotDelivered) as error:
        await served.ask(screen=WITH_POSTER)
    assert error.value.again_in == 5
    assert not served.telegram.calls("sendMessage")


@pytest.mark.parametrize("late", [False, True])
async def test_a_line_that_is_too_slow_for_a_poster_takes_the_text(
    served: World, late: bool
) -> None:
    served.telegram.cut("sendPhoto", late=late)
    copy = await served.ask(screen=WITH_POSTER)
    assert not copy.photo
    assert served.telegram.private(777).messages[int(copy.message)].keyboard
    served.telegram.cut("sendPhoto")
    served.telegram.cut("sendMessage")
    with pytest.raises(NotDelivered) as error:
        await served.ask(screen=WITH_POSTER)
    assert error.value.key == "telegram_away"


async def test_a_test_and_a_digest_need_no_poster(served: World) -> None:
    screen = served.channel.test("777")
    copy = await served.channel.show(blank(request=TEST), replace(screen, poster=True))
    assert copy
    assert not copy.photo
    assert served.channel.digest([], "777").html == "0 wait"
    with patch.object(served.channel, "_poster_of") as asked:
        await served.channel.show(copy, served.channel.test("777", "Mira"))
    asked.assert_not_called()
    assert served.telegram.private(777).last.text == "Mira"
