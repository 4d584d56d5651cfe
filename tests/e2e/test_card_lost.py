"""An answer that is lost with the connection, on its way there or on its way back, and a page that is long open."""

from playwright.async_api import expect
import pytest

from tests.support.asking_card import asked
from tests.support.board import PATIENCE, Board, opened
from tests.support.browser import browser_program
from tests.support.greenlight import Greenlight
from tests.support.stage import Stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

# Ends the connection with the next answer: before it is sent, or once it was and nothing is heard any more.
CUT = """(sent) => {
  const { socket } = document.querySelector("home-assistant").hass.connection;
  const send = socket.send.bind(socket);
  socket.send = (message) => {
    if (!message.includes("greenlight/act")) return send(message);
    const { connection } = document.querySelector("home-assistant").hass;
    socket.removeEventListener("message", connection._handleMessage);
    if (sent) send(message);
    socket.close();
  };
}"""
# Has as many changes come in, each of all questions, with one that comes and goes.
CHANGE = """async (card, times) => {
  const { store } = card.scene;
  for (let n = 0; n < times; n += 1) {
    const { rev, waiting, totals } = store.state;
    const put = waiting.filter((one) => one.id !== "made-up").map((one) => ({ ...one, bytes: 1e9 + n }));
    if (n % 2 === 0) put.push({ ...put[0], id: "made-up" });
    store.heard({
      rev: rev + 1, put: { waiting: put }, totals: { ...totals, seen: n },
      ...(n % 2 && { drop: { waiting: ["made-up"] } }),
    });
    await new Promise((resolve) => setTimeout(resolve));
  }
}"""


async def cut(board: Board, *, sent: bool) -> None:
    """Have the connection end with the next answer."""
    await board.page.evaluate(CUT, sent)


async def test_an_answer_that_was_heard_is_shown_once_the_connection_is_back(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Heard.2026.1080p.WEB-DL-DEMO"
    ((one, _),) = await asked(card_stage, card_greenlight, title)
    async with opened(card_stage.hass) as board:
        await board.sees(one)
        await cut(board, sent=True)
        await board.button(one, "no").click()
        await expect(board.toast).to_contain_text("connection was lost")
        await expect(board.question(one)).to_have_count(0, timeout=PATIENCE)
        await expect(board.recent).to_contain_text("Card Heard")
        await expect(board.recent).to_contain_text("Declined by you")
    await card_greenlight.wait_for(title, "declined")


async def test_an_answer_that_was_not_heard_can_be_given_again(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Unheard.2026.1080p.WEB-DL-DEMO"
    ((one, _),) = await asked(card_stage, card_greenlight, title)
    async with opened(card_stage.hass) as board:
        await board.sees(one)
        await cut(board, sent=False)
        await board.button(one, "no").click()
        await expect(board.toast).to_contain_text("connection was lost")
        await expect(board.question(one)).not_to_contain_text("declined")
        await card_greenlight.wait_for(title, "pending")
        await expect(board.button(one, "no")).to_be_visible(timeout=PATIENCE)
        await board.answer(one, "no")
        await board.told(one, "declined")
    await card_greenlight.wait_for(title, "declined")


async def test_two_thousand_changes_leave_nothing_on_the_page(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Long.2026.1080p.WEB-DL-DEMO"
    ((one, _),) = await asked(card_stage, card_greenlight, title)
    async with opened(card_stage.hass) as board:
        await board.sees(one)
        session = await board.page.context.new_cdp_session(board.page)

        async def counted() -> tuple[int, int]:
            await session.send("HeapProfiler.collectGarbage")
            found = await session.send("Memory.getDOMCounters")
            return found["nodes"], found["jsEventListeners"]

        card = board.page.locator("greenlight-card").first
        await card.evaluate(CHANGE, 200)
        nodes, listeners = await counted()
        await card.evaluate(CHANGE, 2000)
        then = await counted()
        print({"before": (nodes, listeners), "after": then})
        assert then[0] < nodes * 1.05 + 100
        assert then[1] < listeners * 1.05 + 20
    await card_stage.hass.call("greenlight.decline", {"request_id": one["id"]})
