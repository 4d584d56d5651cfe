"""From nothing to the first question on one's own phone, in the interface as people see it."""

from collections.abc import AsyncIterator

from playwright.async_api import Locator, Page, expect
import pytest
import pytest_asyncio

from tests.support.browser import browser_program, logged_in
from tests.support.fake_phone import FakePhone, over
from tests.support.fake_phone_push import PushService
from tests.support.greenlight import client_form
from tests.support.homeassistant import CONFIGURATION, HomeAssistantProcess
from tests.support.server import Unavailable
from tests.support.stage import Stage

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

FILM = "Setup.Film.2026.2160p.WEB-DL-DEMO"
# Only to end a broken run.
PATIENCE = 30_000


@pytest_asyncio.fixture(loop_scope="session")
async def bare() -> AsyncIterator[Stage]:
    """Start everything, with nothing set up."""
    let_sockets_through()
    try:
        stage = Stage(
            HomeAssistantProcess(configuration=f"{CONFIGURATION}mobile_app:\n")
        )
    except Unavailable as error:
        pytest.skip(str(error))
    async with stage:
        yield stage


class Person:
    """Somebody at the dialog, who counts what they press."""

    def __init__(self, page: Page) -> None:
        """Have pressed nothing yet."""
        self.page = page
        self.clicks = 0

    async def press(self, target: Locator) -> None:
        """Press something once it is there."""
        await target.first.click(timeout=PATIENCE)
        self.clicks += 1

    async def choose(self, text: str) -> None:
        """Choose in a menu."""
        await self.press(
            self.page.get_by_role("menuitem")
            .filter(has_text=text)
            .or_(
                self.page.locator(
                    "ha-list-item, ha-list-item-button, ha-md-list-item"
                ).filter(has_text=text)
            )
        )

    async def submit(self) -> None:
        """Send a form."""
        await self.press(self.page.get_by_role("button", name="Submit"))

    async def fill(self, place: int, value: str) -> None:
        """Write into one of the text fields of a form; that is no click."""
        field = self.page.locator("ha-selector-text input").nth(place)
        await field.fill(value, timeout=PATIENCE)


async def test_it_takes_seven_clicks_after_the_client(bare: Stage) -> None:
    await bare.publish(FILM)
    form = client_form(bare.client)
    async with PushService() as pushes, logged_in(bare.hass) as page:
        phone = FakePhone(pushes, "Pixel of Dev")
        await phone.register(over(bare.hass.url), bare.hass.token)
        person = Person(page)
        await page.goto("/config/integrations/dashboard/add?domain=greenlight")
        await page.locator("#ha-launch-screen").wait_for(
            state="detached", timeout=PATIENCE
        )
        await person.press(page.get_by_role("button", name="OK"))
        await person.choose("qBittorrent")
        await person.fill(0, str(form["url"]))
        for place, key in enumerate(("username", "password", "api_key"), 1):
            await person.fill(place, str(form.get(key, "")))
        await person.submit()
        before = person.clicks
        # It goes on by itself.
        await expect(page.get_by_text("Where do releases come from?")).to_be_visible(
            timeout=PATIENCE
        )
        await person.choose("Feed")
        await expect(page.get_by_text("A feed that lists releases")).to_be_visible(
            timeout=PATIENCE
        )
        await person.fill(1, bare.site.rss_url)
        await person.submit()
        await person.choose("Anything named")
        await person.fill(0, "setup film")
        await person.submit()
        await person.choose("These count too")
        await person.choose("Ask me there")
        await person.press(page.get_by_role("button", name="Finish"))
        notice = await phone.titled("Setup Film (2026)")
        assert "Approve" in " ".join(notice.buttons)
        assert person.clicks - before == 7
