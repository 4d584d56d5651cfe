"""Every reason the code can give has a text, and none reads badly when a detail is missing."""

import ast
from datetime import datetime
from functools import cache
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.clients.base import Problem
from custom_components.greenlight.clients.errors import ClientError, ReleaseRefused
from custom_components.greenlight.disk.trouble import ALIKE, READING, WRITING
from custom_components.greenlight.engine.criteria import NAMES as CRITERIA
from custom_components.greenlight.engine.facts import NAMES as FACTS
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.restraint import SPANS
from custom_components.greenlight.engine.wording import TEXTS, sentence
from custom_components.greenlight.presentation.asking.ordered import TOLD
from custom_components.greenlight.presentation.texts import Texts
from custom_components.greenlight.sources.base import SourceError

from ..project.written_code import nodes, read_json, spelt

COMMON = read_json("translations/en.json")["common"]
EXCEPTIONS = read_json("translations/en.json")["exceptions"]


def kinds(base: type[Exception]) -> list[type[Exception]]:
    """Return an error and everything derived from it."""
    return [base, *(one for child in base.__subclasses__() for one in kinds(child))]


def keys(base: type[ClientError | SourceError]) -> set[str]:
    """Return the keys of an error and of everything derived from it."""
    return {one.key for one in kinds(base) if issubclass(one, base)}


def written_codes() -> set[str]:
    """Return the codes that the code spells out, in place or as a choice named `code`."""
    chosen = {
        code
        for _, node in nodes(ast.Assign)
        if isinstance(node.value, ast.IfExp)
        and any(ast.unparse(target) == "code" for target in node.targets)
        for code in spelt(node.value)
    }
    return chosen | {
        code
        for path, call in nodes(ast.Call)
        if Path(path).stem != "request"
        and isinstance(call.func, ast.Name)
        and call.func.id in {"Reason", "said", "trouble"}
        and call.args
        # What an error names itself is among the keys below.
        and not isinstance(call.args[0], ast.Attribute)
        for code in spelt(call.args[0])
    }


@cache
def codes() -> set[str]:
    """Return all codes there are; not found out while the tests are read, as it takes a while."""
    return {
        *written_codes(),
        *(f"client_{key}" for key in keys(ClientError) - {ReleaseRefused.key}),
        *(f"link_{key}" for key in keys(SourceError)),
        *(f"download_{problem}" for problem in Problem),
        ReleaseRefused.key,
        # What a disk answers (disk/trouble).
        *(code for told in (ALIKE, READING, WRITING) for code in told.values()),
        *TEXTS,
        *(
            f"{what}_{name}"
            for what in ("other", "unknown")
            for name in (*CRITERIA, *FACTS)
        ),
        *(f"declined_more_{scope}" for scope in Scope),
        # What is chosen by how an order has ended (askers/telling).
        *(*TOLD, "let_go"),
        *(f"{what}_{span}" for what in ("cap", "cap_bytes") for span in SPANS),
    }


REASONS = {key.removeprefix("reason_") for key in COMMON if key.startswith("reason_")}


@pytest.fixture
async def texts(hass: HomeAssistant) -> Texts:
    """Load the texts."""
    return await Texts.async_load(hass)


class TestReasons:
    def test_codes_are_found(self) -> None:
        assert {"rule_matched", "declined_by_person", "already_there"} <= codes()

    def test_every_code_has_a_text(self) -> None:
        assert not codes() - REASONS

    def test_every_text_has_a_code(self) -> None:
        assert not REASONS - codes()

    async def test_one_without_parameters_ends_well(self, texts: Texts) -> None:
        for code in sorted(REASONS):
            told = texts.reason(Reason(code, (("client", "Box"), ("rule", "Films"))))
            assert told, code
            assert told[-1] not in " :{}", code

    @pytest.mark.parametrize(
        ("reason", "told"),
        [
            (Reason("declined_by_person"), "Declined"),
            (
                Reason("declined_by_person", (("text", "too large"),)),
                "Declined: too large",
            ),
            (
                Reason("client_timeout", (("client", "Box"), ("detail", ""))),
                "Box did not answer in time",
            ),
            (
                Reason("too_small", (("size", 1000), ("limit", 3 * 10**9))),
                "Too small: 1\N{NO-BREAK SPACE}kB, wanted at least 3.0\N{NO-BREAK SPACE}GB",
            ),
            (
                Reason(
                    "little_room",
                    (
                        *(("client", "Box"), ("free", 3 * 10**9)),
                        *(("needed", 10**9), ("reserve", 100 * 10**9)),
                    ),
                ),
                (
                    "No room in Box: it needs 1.0\N{NO-BREAK SPACE}GB with what is on its "
                    "way, 100\N{NO-BREAK SPACE}GB are kept free, "
                    "3.0\N{NO-BREAK SPACE}GB are free"
                ),
            ),
            (
                Reason("too_large", (("rule", "Films"), ("size", 5), ("limit", 2))),
                "Too large: 5\N{NO-BREAK SPACE}B, wanted at most 2\N{NO-BREAK SPACE}B",
            ),
            (
                Reason("few_seeders", (("seeders", 1), ("limit", 2))),
                "Too few seeders: 1, wanted at least 2",
            ),
            (
                Reason("declined_by_person", (("text", "{title}"),)),
                "Declined: {title}",
            ),
            (Reason("of_another_version"), "reason_of_another_version"),
            (
                Reason("gain_source", (("have", "webdl"), ("offered", "remux"))),
                "Better source: WEB-DL → Remux",
            ),
            (
                Reason("same_as", (("title", "remux"),)),
                "It is the same download as remux",
            ),
        ],
    )
    async def test_reads_well(self, texts: Texts, reason: Reason, told: str) -> None:
        assert texts.reason(reason) == told

    async def test_a_comparison_says_the_same_without_translations(
        self, texts: Texts
    ) -> None:
        # The engine has its English for itself; there must not be two.
        params = ("value", "have", "offered", "rate", "expected")
        for code in sorted(TEXTS):
            reason = Reason(code, tuple((name, f"<{name}>") for name in params))
            assert COMMON[f"reason_{code}"] == TEXTS[code], code
            assert texts.reason(reason) == sentence(reason)

    @pytest.mark.parametrize("what", ["digest_title", "seeders"])
    async def test_one_is_told_apart_from_several(
        self, texts: Texts, what: str
    ) -> None:
        one, two = (texts.text(what, count=count) for count in (1, 2))
        assert one == COMMON[f"{what}_one"].format(count=1)
        assert two == COMMON[f"{what}_other"].format(count=2)
        assert one.replace("1", "2") != two

    @pytest.mark.parametrize(
        ("language", "at", "told"),
        [
            ("en", "2026-12-02T20:30:00+00:00", "Wednesday 2 December, 9:30 PM"),
            ("en", "2026-12-01T23:05:00+00:00", "Wednesday 2 December, 12:05 AM"),
            ("en-GB", "2026-12-02T20:30:00+00:00", "Wednesday 2 December, 21:30"),
            ("de", "2027-01-01T11:00:00+00:00", "Freitag, 1. Januar 2027, 12:00"),
        ],
    )
    async def test_a_moment_is_one_of_the_house(
        self,
        hass: HomeAssistant,
        freezer: FrozenDateTimeFactory,
        language: str,
        at: str,
        told: str,
    ) -> None:
        freezer.move_to("2026-12-01T12:00:00+00:00")
        await hass.config.async_set_time_zone("Europe/Berlin")
        hass.config.language = language
        texts = await Texts.async_load(hass)
        assert texts.moment(datetime.fromisoformat(at).timestamp()) == told

    def test_a_text_that_cannot_be_filled_in_is_shown_as_it_is(self) -> None:
        broken = Texts({"component.greenlight.common.broken": "{0} and {"}, "en")
        assert broken.text("broken") == "{0} and {"


class TestErrors:
    @pytest.mark.parametrize("key", sorted(keys(ClientError)))
    def test_every_failure_of_a_client_has_a_text(self, key: str) -> None:
        assert EXCEPTIONS[f"client_{key}"]["message"].endswith(" {said}")

    @pytest.mark.parametrize("key", sorted(keys(SourceError)))
    def test_every_failure_of_a_source_has_a_text(self, key: str) -> None:
        assert EXCEPTIONS[f"source_{key}"]["message"].endswith(
            (" {said}", ": {detail}")
        )

    @pytest.mark.parametrize("state", sorted(State))
    def test_every_state_has_a_name_and_a_refusal(self, state: State) -> None:
        assert COMMON[f"state_{state}"]
        assert EXCEPTIONS[f"not_possible_{state}"]["message"].startswith("{title} ")

    def test_no_text_is_left_over(self) -> None:
        composed = {
            *(f"client_{key}" for key in keys(ClientError)),
            *(f"source_{key}" for key in keys(SourceError)),
            *(f"not_possible_{state}" for state in State),
        }
        written = {
            key
            for key in EXCEPTIONS
            if key.startswith(("client_", "source_", "not_possible_"))
        }
        assert written == composed


class TestTimes:
    NOW = "2026-11-26T16:00:00+00:00"

    @pytest.mark.parametrize(
        ("language", "at", "when", "within"),
        [
            ("en-GB", "2026-11-26T20:30:00+00:00", "21:30", "at 21:30"),
            ("en", "2026-11-26T20:30:00+00:00", "9:30 PM", "at 9:30 PM"),
            ("en-GB", "2026-11-26T23:30:00+00:00", "tomorrow 0:30", "tomorrow 0:30"),
            ("en-GB", "2026-11-27T07:00:00+00:00", "tomorrow 8:00", "tomorrow 8:00"),
            (
                "en-GB",
                "2026-11-28T17:00:00+00:00",
                "Saturday 18:00",
                "on Saturday 18:00",
            ),
            (
                "en-GB",
                "2026-12-02T17:00:00+00:00",
                "Wednesday 18:00",
                "on Wednesday 18:00",
            ),
            ("en-GB", "2026-12-03T17:00:00+00:00", "3 December", "on 3 December"),
            (
                "en-GB",
                "2027-01-03T17:00:00+00:00",
                "3 January 2027",
                "on 3 January 2027",
            ),
            (
                "en-GB",
                "2026-11-25T17:12:00+00:00",
                "yesterday 18:12",
                "yesterday 18:12",
            ),
            ("en-GB", "2026-11-24T17:12:00+00:00", "24 November", "on 24 November"),
        ],
    )
    async def test_a_time_is_said_from_now(
        self, hass: HomeAssistant, language: str, at: str, when: str, within: str
    ) -> None:
        await hass.config.async_set_time_zone("Europe/Berlin")
        hass.config.language = language
        texts = await Texts.async_load(hass)
        now = datetime.fromisoformat(self.NOW).timestamp()
        epoch = datetime.fromisoformat(at).timestamp()
        assert texts.when(epoch, now) == when
        assert texts.at(epoch, now) == within

    @pytest.mark.parametrize("absurd", [float("inf"), float("nan"), 1e300])
    async def test_what_is_no_time_is_nothing(
        self, texts: Texts, absurd: float
    ) -> None:
        assert texts.when(absurd, 1.0) == texts.at(1.0, absurd) == ""

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            ([], ""),
            (["Mira"], "Mira"),
            (["Mira", "Jonas"], "Mira and Jonas"),
            (["Mira", "Jonas", "Lotte"], "Mira, Jonas and Lotte"),
        ],
    )
    async def test_names_are_listed(
        self, texts: Texts, names: list[str], said: str
    ) -> None:
        assert texts.listed(names) == said
