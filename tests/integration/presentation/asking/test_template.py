"""A text of one's own: shown in every channel, refused by its line, and never a way to do harm."""

import logging
from pathlib import Path
from time import monotonic

from hypothesis import given, settings, strategies as st
from jinja2 import nodes
import pytest

from custom_components.greenlight.presentation.asking import template
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.asking.template import (
    FIELDS,
    FILTERS,
    MOST_SOURCE,
    MOST_TEXT,
    OwnText,
    refused,
)
from custom_components.greenlight.presentation.asking.told import Fate
from custom_components.greenlight.presentation.screens import Page
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import Facts, screens_of
from tests.support.fake_telegram.html import Html

from .examples import EPISODE, EVERY, FILM_BETTER, WARNING
from .test_hostile import STRANGE, TEXTS

PAGE = Path(__file__).parents[4] / "docs/setting-up.md"
OWN = """{{ work }}: {{ size }} of {{ free }}
{% for change in better %}
+ {{ change }}
{% endfor %}
{% if worse %}- {{ worse | join(", ") }}
{% endif %}
{{ until }}, {{ then | lower }}. {{ seeders }} from {{ source | default("?") }}
{{ candidates | length }} others: {{ candidates | first }}"""


class TestShown:
    def test_on_a_phone(self, screens: Screens) -> None:
        screen = screens.with_text(OWN).phone(FILM_BETTER, three=True)
        assert screen.message.replace("\N{NO-BREAK SPACE}", " ") == (
            "Salt and Lanterns (2019): 71.2 GB of 354 GB\n"
            "+ Dolby Vision P5 → P7 FEL\n"
            "+ DD+ 5.1 → TrueHD Atmos 7.1\n"
            "+ WEB-DL → UHD remux\n"
            "- English, German → English\n"
            "21:30, no answer: not downloaded. 38 from Harbour Feed\n"
            "3 others: 2160p UHD remux, HDR10, TrueHD Atmos 7.1, 68.9 GB, 11 seeders"
        )
        standard = screens.phone(FILM_BETTER, three=True)
        assert screen.title == standard.title
        assert screen.buttons == standard.buttons

    def test_in_a_chat(self, screens: Screens) -> None:
        html = screens.with_text("<i>{{ size }}</i> & {{ group }}").chat(EPISODE).html
        assert html.replace("\N{NO-BREAK SPACE}", " ") == (
            "<b>The Tide Clerk</b> S03E04 “Low Water”: new episode?\n"
            "&lt;\N{WORD JOINER}i&gt;2.1 GB&lt;\N{WORD JOINER}/\N{WORD JOINER}i&gt; "
            "&amp; TIDEPOOL"
        )

    def test_in_plain_text(self, screens: Screens) -> None:
        assert screens.with_text("{{ rule }}").plain(FILM_BETTER).message == (
            "Films I have\nAnswer on the Greenlight dashboard."
        )

    @pytest.mark.parametrize("fate", [Fate.GONE, Fate.THEIRS])
    def test_what_is_deleted_is_said_all_the_same(
        self, screens: Screens, facts: Facts, fate: Fate
    ) -> None:
        facts.fate = fate
        own = screens.with_text("{{ work }}\n" * 30)
        lines = screens.phone(FILM_BETTER, three=True).message.split("\n")
        (line,) = [one for one in lines if "18.4" in one]
        assert own.phone(FILM_BETTER, three=True).message.endswith(line)
        assert line in own.chat(FILM_BETTER).html
        once = screens.with_text("{{ deletes }}").phone(FILM_BETTER, three=True)
        assert once.message.count("18.4") == 1

    def test_what_speaks_against_it_is_among_what_is_not_sure(
        self, screens: Screens
    ) -> None:
        own = screens.with_text("{{ summary }} {{ unsure | join('. ') }}")
        assert own.phone(WARNING, three=True).message == (
            "Two things speak against this release. Far too small: 3 MB a minute, at "
            "least 22 expected. The title says “setup” and “exe”"
        )

    def test_other_pages_are_ours(self, screens: Screens) -> None:
        own = screens.with_text("x")
        assert own.phone(FILM_BETTER, Page.WHEN, three=True) == screens.phone(
            FILM_BETTER, Page.WHEN, three=True
        )

    @pytest.mark.parametrize("source", ["", "  \n ", "{% if not work %}x{% endif %}"])
    def test_where_it_says_nothing_ours_is_shown(
        self, screens: Screens, source: str
    ) -> None:
        for request in EVERY:
            assert screens.with_text(source).phone(request, three=True) == (
                screens.phone(request, three=True)
            )


class TestPage:
    SECTION = PAGE.read_text(encoding="utf-8").partition("## A text of your own\n")[2]

    def test_it_names_every_field_and_filter(self) -> None:
        for name in (*FIELDS, *FILTERS):
            assert f"`{name}`" in self.SECTION

    def test_its_example_is_shown(self, screens: Screens) -> None:
        source = self.SECTION.partition("```jinja\n")[2].partition("```")[0]
        message = screens.with_text(source).phone(FILM_BETTER, three=True).message
        assert message.replace("\N{NO-BREAK SPACE}", " ") == (
            "Better picture and sound, one language less. 71.2 GB of 354 GB free\n"
            "+ Dolby Vision P5 → P7 FEL\n"
            "+ DD+ 5.1 → TrueHD Atmos 7.1\n"
            "+ WEB-DL → UHD remux\n"
            "- English, German → English\n"
            "Until 21:30. No answer: not downloaded"
        )


class TestRefused:
    @pytest.mark.parametrize(
        ("source", "why"),
        [
            (
                "{{ work }}\n{{ size }}\n{{ sise }}",
                f"Line 3: there is no field `sise`. There are: {', '.join(FIELDS)}",
            ),
            ("{{ states('sensor.x') }}", "Line 1: `call` is not possible here."),
            ("a\n{{ work.upper() }}", "Line 2: `call` is not possible here."),
            ("{{ work.__class__ }}", "Line 1: there is no field `.__class__`."),
            ("{{ (work | list)[0].real }}", "Line 1: there is no field `.real`."),
            ("{{ hass }}", "Line 1: there is no field `hass`."),
            ("{{ range }}", "Line 1: there is no field `range`."),
            ("\n{% set x = work %}", "Line 2: `assign` is not possible here."),
            ("{% macro m() %}{% endmacro %}", "Line 1: `macro` is not possible here."),
            ("{% include 'x' %}", "Line 1: `include` is not possible here."),
            ("{% import 'x' as y %}", "Line 1: `import` is not possible here."),
            ("{{ 9 ** 9 }}", "Line 1: `pow` is not possible here."),
            ("{{ work * 99 }}", "Line 1: `mul` is not possible here."),
            ("{{ '%99d' % 1 }}", "Line 1: `mod` is not possible here."),
            (
                "{% for a in better %}{% for b in worse %}x{% endfor %}{% endfor %}",
                "Line 1: `for` is not possible here.",
            ),
            (
                "{% for a, b in better %}{{ a }}{% endfor %}",
                "Line 1: `for` is not possible here.",
            ),
            (
                "{% for a in better recursive %}{{ a }}{% endfor %}",
                "Line 1: `for` is not possible here.",
            ),
            (
                "{% for a in better %}{{ a }}\n{% else %}{{ a }}{% endfor %}",
                "Line 2: there is no field `a`.",
            ),
            ("{{ work | center(9) }}", "Line 1: No filter named 'center'."),
            ("{{ work", "Line 1: "),
            ("ok\n{% if work %}", "Line 2: "),
            ("x" * (MOST_SOURCE + 1), "It has more than 4000 letters"),
            ("{{ " + "(" * 3000, "Line 1: "),
        ],
    )
    def test_with_its_line(
        self, texts: Texts, source: str, why: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert refused(source, texts).startswith(why)
        screens = screens_of(texts, Facts())
        own = screens.with_text(source).phone(EPISODE, three=True)
        assert own == screens.phone(EPISODE, three=True)
        warned = [one for one in caplog.records if one.levelno == logging.WARNING]
        assert len(warned) == 1

    @pytest.mark.parametrize(
        "source",
        [
            OWN,
            "",
            "plain",
            "{% for a in better %}{{ loop.index }}{{ a }}{% endfor %}",
            "{% for a in better if a != work %}{{ a }}{% else %}{{ kind }}{% endfor %}",
            "{{ worse[0] if worse else '–' }}",
            "{% if seeders is defined and deletes == '' %}{{ age ~ ' old' }}{% endif %}",
            *(f"{{{{ {field} }}}}" for field in FIELDS),
        ],
    )
    def test_what_can_be_used_is_not(self, texts: Texts, source: str) -> None:
        assert refused(source, texts) == ""
        for request in EVERY:
            screens_of(texts, Facts()).with_text(source).phone(request, three=True)


class TestHarmless:
    @pytest.mark.parametrize(
        "source",
        [
            "{{ work" + " | replace('', work)" * 20 + " }}",
            "{% for a in work %}" + "{{ summary }}" * 200 + "{% endfor %}",
            "{{ candidates | join(summary) | list | join(summary) | list | join(summary) }}",
            "{{ (work | list)[999999999] }}",
            "{{ candidates | sort(attribute='__class__.__mro__') | first }}",
            "{{ better | first | truncate(1) }}",
        ],
    )
    def test_it_ends_soon_and_is_not_long(self, screens: Screens, source: str) -> None:
        begin = monotonic()
        own = screens.with_text(source)
        screen = own.phone(FILM_BETTER, three=True)
        chat = own.chat(FILM_BETTER)
        assert monotonic() - begin < 1.0
        assert len(screen.message) <= MOST_TEXT
        Html(chat.html).read()
        assert "mro" not in chat.html

    def test_one_that_fails_says_so_once(
        self, texts: Texts, caplog: pytest.LogCaptureFixture
    ) -> None:
        grows = (
            "{% if worse %}{{ summary | replace('', summary) | replace('', summary) }}"
        )
        own = screens_of(texts, Facts()).with_text(f"{grows}{{% else %}}x{{% endif %}}")
        ours = screens_of(texts, Facts())
        for _ in range(3):
            assert own.phone(FILM_BETTER, three=True) == ours.phone(
                FILM_BETTER, three=True
            )
            # For what it can be used, it is.
            assert own.phone(EPISODE, three=True).message == "x"
        (warned,) = [one for one in caplog.records if one.levelno == logging.WARNING]
        assert "could not be used" in warned.message

    def test_nothing_is_called_even_where_a_call_gets_through(
        self,
        texts: Texts,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setattr(template, "_ALLOWED", (nodes.Node,))
        ours = screens_of(texts, Facts())
        own = ours.with_text("{{ work() }}")
        assert own.phone(EPISODE, three=True) == ours.phone(EPISODE, three=True)
        assert "is not safely callable" in caplog.text

    @settings(max_examples=150, deadline=None)
    @given(
        source=st.one_of(
            STRANGE, st.text(alphabet="{}%|~ .()[]'worksizeforinendif\n", max_size=80)
        )
    )
    def test_whatever_is_written_nothing_breaks(self, source: str) -> None:
        text = OwnText(source, TEXTS)
        screens = screens_of(TEXTS, Facts())
        lines = text.lines(screens.told(FILM_BETTER), screens._sentences, "")
        assert sum(map(len, lines)) <= MOST_TEXT + 200
