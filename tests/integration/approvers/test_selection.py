"""The selected request never jumps under somebody's finger."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.greenlight.approvers.selection import (
    DOUBLE_TAP,
    LABEL_CHARS,
    SETTLING,
    SHOWN,
    Selection,
)
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.gate.ports import LedgerError
from tests.support.clock import Clock

from ..scene import Scene

SELECT = "select.greenlight_question_to_answer"
APPROVE = "button.greenlight_approve"
DECLINE = "button.greenlight_decline"


class Table:
    """Requests on a table, and a selection among them."""

    def __init__(self, *ids: str) -> None:
        """Put requests there, oldest first."""
        self.open: dict[str, Request] = {}
        self.clock = Clock()
        requests: Any = SimpleNamespace(open=self.open)
        self.selection = Selection(requests, self.clock)
        self.come(*ids)

    def come(self, *ids: str, title: str = "", size: int | None = None) -> None:
        for one in ids:
            release = Release(
                guid=one,
                title=title or one,
                link="magnet:?",
                source="s",
                size=size,
            )
            self.open[one] = Request(
                id=one,
                release=release,
                state=State.PENDING,
                created=self.clock.now,
                expires=self.clock.now + 60,
            )
            self.selection.update()

    def end(self, *ids: str) -> None:
        for one in ids:
            self.open[one] = replace(self.open[one], state=State.EXPIRED)
        self.selection.update()

    @property
    def selected(self) -> str | None:
        current = self.selection.current
        return current.id if current else None

    def press(self, user: str | None = "anna") -> str:
        with self.selection.answering(user) as request_id:
            self.end(request_id)
        return request_id

    def refused(self, user: str = "anna") -> str | None:
        """Return why a press is refused."""
        with pytest.raises(ServiceValidationError) as raised:
            self.press(user)
        return raised.value.translation_key


class TestSelection:
    def test_nothing_is_selected_while_nothing_waits(self) -> None:
        table = Table()
        assert table.selected is None
        assert table.refused() == "nothing_selected"

    def test_the_first_to_come_is_selected(self) -> None:
        table = Table("a")
        assert table.selected == "a"
        assert table.press() == "a"
        assert table.selected is None

    def test_it_stays_when_others_come(self) -> None:
        table = Table("a")
        table.come("b", "c")
        assert table.selected == "a"

    def test_the_newest_comes_first(self) -> None:
        table = Table("a", "b")
        assert list(table.selection.options) == ["b", "a"]

    def test_a_chosen_one_is_selected(self) -> None:
        table = Table("a", "b", "c")
        table.selection.choose("b", "anna")
        assert table.selected == "b"
        assert table.press("anna") == "b"

    def test_what_somebody_else_chose_has_to_be_looked_at_first(self) -> None:
        table = Table("a", "b")
        table.selection.choose("b", "ben")
        assert table.refused("anna") == "selection_changed"
        table.clock.now += SETTLING
        assert table.press("anna") == "b"

    def test_to_choose_what_is_selected_changes_it_for_nobody(self) -> None:
        table = Table("a", "b")
        table.selection.choose("a", "ben")
        assert table.press("anna") == "a"

    def test_after_a_press_the_neighbour_may_be_pressed_soon(self) -> None:
        table = Table("a", "b", "c")
        table.selection.choose("c", "anna")
        assert table.press() == "c"
        table.clock.now += DOUBLE_TAP
        assert table.press() == "b"
        table.clock.now += DOUBLE_TAP
        assert table.press() == "a"

    def test_a_double_tap_decides_on_one(self) -> None:
        table = Table("a", "b")
        assert table.press() == "a"
        table.clock.now += DOUBLE_TAP / 2
        assert table.refused() == "selection_changed"
        assert table.open["b"].state is State.PENDING

    def test_after_the_last_the_one_before_follows(self) -> None:
        table = Table("a", "b")
        assert table.press() == "a"
        assert table.selected == "b"

    def test_somebody_else_has_to_look_again_after_a_press(self) -> None:
        table = Table("a", "b")
        table.press("anna")
        table.clock.now += DOUBLE_TAP
        assert table.refused("ben") == "selection_changed"
        assert table.press("anna") == "b"

    def test_one_that_ends_by_itself_makes_everybody_look_again(self) -> None:
        table = Table("a", "b")
        table.end("a")
        assert table.selected == "b"
        assert table.refused() == "selection_changed"
        assert table.open["b"].state is State.PENDING

    def test_one_that_ends_by_itself_after_a_press_does_so_too(self) -> None:
        table = Table("a", "b", "c")
        assert table.press() == "a"
        table.end("b")
        table.clock.now += DOUBLE_TAP
        assert table.refused() == "selection_changed"

    def test_a_moment_later_it_can_be_pressed(self) -> None:
        table = Table("a", "b")
        table.end("a")
        table.clock.now += SETTLING
        assert table.press() == "b"

    def test_a_clock_that_is_set_back_refuses_nobody_for_long(self) -> None:
        table = Table("a", "b")
        table.end("a")
        table.clock.now -= 3 * 86400
        assert table.press() == "b"

    def test_who_chooses_has_looked(self) -> None:
        table = Table("a", "b", "c")
        table.end("a")
        table.selection.choose("c", "anna")
        assert table.press() == "c"

    def test_another_end_does_not_matter(self) -> None:
        table = Table("a", "b")
        table.end("b")
        assert table.press() == "a"

    def test_the_last_one_pressed_twice_does_not_hit_what_just_came(self) -> None:
        table = Table("a")
        table.press()
        table.come("b")
        table.clock.now += DOUBLE_TAP
        assert table.refused() == "selection_changed"

    def test_a_press_that_failed_leaves_it_selected(self) -> None:
        table = Table("a", "b")
        with pytest.raises(LedgerError), table.selection.answering("anna"):
            raise LedgerError
        assert table.selected == "a"
        table.end("a")
        assert table.refused() == "selection_changed"

    def test_a_change_nobody_was_told_of_is_seen_too(self) -> None:
        table = Table("a", "b")
        table.open["a"] = replace(table.open["a"], state=State.EXPIRED)
        assert table.refused() == "selection_changed"

    def test_shows_so_many_at_most_and_always_the_selected_one(self) -> None:
        table = Table("first")
        table.come(*(f"r{number}" for number in range(SHOWN)))
        options = list(table.selection.options)
        assert options[0] == f"r{SHOWN - 1}"
        assert options[-1] == table.selected == "first"
        assert len(options) == SHOWN + 1

    def test_labels_tell_title_and_size(self) -> None:
        table = Table()
        table.come("a", title="Film", size=3 * 10**9)
        table.come("b", title="Series")
        assert table.selection.options == {
            "b": "Series",
            "a": "Film · 3.0\N{NO-BREAK SPACE}GB",
        }

    def test_equal_labels_are_told_apart(self) -> None:
        table = Table()
        table.come("a", "b", title="Film")
        assert table.selection.options == {"b": "Film · b", "a": "Film · a"}

    def test_labels_tell_what_was_read(self) -> None:
        table = Table()
        table.come("a", title="Dune.Part.Two.2024.2160p.WEB-DL-GRP", size=1000)
        assert table.selection.options == {
            "a": "Dune Part Two (2024) · 2160p WEB-DL · GRP · 1\N{NO-BREAK SPACE}kB"
        }

    def test_releases_of_which_the_same_was_read_are_told_apart(self) -> None:
        table = Table()
        table.come("a", title="Film.2024.1080p.x264-GRP")
        table.come("b", title="Film.2024.1080p.x265-GRP")
        assert table.selection.options == {
            "b": "Film (2024) · 1080p · GRP · b",
            "a": "Film (2024) · 1080p · GRP · a",
        }

    def test_labels_fit_into_a_state(self) -> None:
        table = Table()
        table.come("a", "b", title="x" * 300, size=1)
        longest = max(len(label) for label in table.selection.options.values())
        assert LABEL_CHARS < longest <= 255


class TestEntities:
    async def test_the_first_is_selected_by_itself(self, scene: Scene) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        selected = scene.entity(SELECT)
        assert selected.state == "Film one · 5\N{NO-BREAK SPACE}kB"
        assert selected.attributes["request_id"] == request_id
        assert scene.told(APPROVE) != STATE_UNAVAILABLE

    async def test_answers_one_after_the_other(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one", "Film two", "Film three")
        await scene.select("Film three · 5\N{NO-BREAK SPACE}kB")
        await scene.press(APPROVE)
        scene.freezer.tick(DOUBLE_TAP)
        await scene.press(DECLINE)
        assert scene.requests() == {
            "Film one": "pending",
            "Film two": "declined",
            "Film three": "downloading",
        }
        assert scene.told(SELECT) == "Film one · 5\N{NO-BREAK SPACE}kB"

    async def test_a_double_tap_approves_what_was_seen_and_nothing_else(
        self, scene: Scene, hass_admin_user: MockUser
    ) -> None:
        await scene.start()
        _, second = await scene.ask("Film one", "Film two")
        await scene.press(APPROVE, user=hass_admin_user.id)
        with pytest.raises(ServiceValidationError) as raised:
            await scene.press(APPROVE, user=hass_admin_user.id)
        assert raised.value.translation_key == "selection_changed"
        assert scene.requests()["Film two"] == "pending"
        # An answer that names its request cannot hit another one.
        await scene.act("approve", request_id=second, user=hass_admin_user.id)
        await scene.settle()
        assert scene.requests()["Film two"] == "downloading"

    async def test_nothing_is_left_after_the_last(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one")
        await scene.press(DECLINE)
        assert scene.told(SELECT) == STATE_UNAVAILABLE
        with pytest.raises(ServiceValidationError) as refused:
            await scene.press(APPROVE)
        assert refused.value.translation_key == "nothing_selected"

    async def test_a_press_is_refused_when_the_selection_has_just_changed(
        self, scene: Scene
    ) -> None:
        await scene.start()
        first, _ = await scene.ask("Film one", "Film two")
        await scene.act("decline", request_id=first)
        with pytest.raises(ServiceValidationError) as raised:
            await scene.press(APPROVE)
        assert raised.value.translation_key == "selection_changed"
        await scene.pass_time(SETTLING)
        await scene.press(APPROVE)
        assert scene.requests()["Film two"] == "downloading"

    async def test_a_press_with_nothing_selected_is_refused(self, scene: Scene) -> None:
        await scene.start()
        button = scene.hass.data["entity_components"]["button"].get_entity(APPROVE)
        with pytest.raises(ServiceValidationError) as raised:
            await button.async_press()
        assert raised.value.translation_key == "nothing_selected"

    async def test_the_journal_knows_who_pressed(
        self, scene: Scene, hass_admin_user: MockUser
    ) -> None:
        await scene.start()
        await scene.ask("Film one", "Film two")
        await scene.press(DECLINE, user=hass_admin_user.id)
        who = scene.request("Film one").journal[-1].who
        assert (who.kind, who.id, who.name) == (
            "user",
            hass_admin_user.id,
            hass_admin_user.name,
        )

    async def test_an_automation_is_called_one(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one")
        await scene.press(DECLINE)
        who = scene.request("Film one").journal[-1].who
        assert (who.kind, who.id, who.name) == ("system", "", "Automation")
