"""Whatever strangers write, no screen breaks: limits hold, nothing of theirs is markup, answers stay."""

from dataclasses import replace
import json
from typing import Final
from unicodedata import category

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.greenlight.approvers.token import MOST, Press, Tokens
from custom_components.greenlight.engine.answer import Verb
from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Actor, ActorKind, Request, State
from custom_components.greenlight.engine.weighed import Shift, There, Weighed
from custom_components.greenlight.presentation.asking.told import Fate
from custom_components.greenlight.presentation.cut import (
    clean,
    cleaned,
    cut,
    dead,
    units,
)
from custom_components.greenlight.presentation.screens import Button, Page
from custom_components.greenlight.presentation.texts import Texts
from tests.integration.project.written_code import read_json
from tests.support.asking import NOW, Facts, release, screens_of
from tests.support.fake_telegram.html import Html
from tests.support.weighed import FILM, UPGRADE

from .examples import EPISODE, FILM_BETTER

COMMON: Final = read_json("translations/en.json")["common"]
TEXTS: Final = Texts(
    {f"component.greenlight.common.{key}": text for key, text in COMMON.items()},
    "en-GB",
)
NASTY: Final = (
    "<b>bold</b> & <script>alert(1)</script>",
    "</b></code></blockquote><a href='tg://user?id=1'>x</a>",
    "*bold* _it_ [link](https://example.com) `code` ~~x~~ ||spoiler||",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200bzero\u200dwidth\ufeff",
    "a" * 10_000,
    "\N{GRINNING FACE}" * 3_000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 :smile: :joy:",
    r"C:\new\table \n \u0041 {title} {0} {} %s ${x} {{ states('x') }}",
    "\ud800 lone \udfff surrogates",
    "line\nbreak\r\ntab\t\x00\x07nul\u2028\u2029",
    "&lt;b&gt; &amp;amp; &#60;",
    "@everyone <@1> <!channel> /start #tag https://example.com www.example.com",
    "z\u0335\u0321\u031b\u0300\u0301\u0302\u0303a\u0335\u0321\u031b\u0300\u0301l",
    "\u3164\u115f\u2800 \u00ad",
    "",
    " ",
    "'\"><",
)
STRANGE: Final = st.one_of(
    st.sampled_from(NASTY),
    st.text(alphabet=st.characters(), max_size=400),
    st.text(alphabet="<>&\"'\\{}[]()*_`~|:@#/ \nab\u202e\U0001f600", max_size=1200),
)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Make a question of which every word is a stranger's."""
    word = draw(STRANGE)
    title = draw(STRANGE)
    there = (There(name=word, size=18_400_000_000, replaced=True),)
    weighed = draw(
        st.sampled_from(
            [
                replace(
                    UPGRADE,
                    work=replace(FILM, title=word),
                    gains=tuple(
                        Shift(kind, word, title)
                        for kind in ("audio", "edition", "group")
                    ),
                    losses=(Shift("language", title, word),),
                    there=there,
                ),
                Weighed(work=replace(FILM, title=title)),
                Weighed(works=(replace(FILM, title=word), replace(FILM, title=title))),
                None,
            ]
        )
    )
    ballot = Ballot(need=3).voted("1", word, yes=True, at=1.0)
    return replace(
        FILM_BETTER,
        release=release(title, size=draw(st.sampled_from([None, 0, 5, 10**15]))),
        weighed=weighed,
        also=(release(word), release(title)),
        rule_name=title,
        then_approve=draw(st.booleans()),
        tell=draw(st.sampled_from([False, False, False, True])),
        ballot=draw(st.sampled_from([None, ballot])),
        deciders=frozenset({"1", "2"}),
        reasons=draw(
            st.sampled_from(
                [
                    (),
                    (Reason("suspicious_size", (("rate", 3.0), ("expected", 22))),),
                    (
                        Reason("handed_in"),
                        Reason(
                            "fetched_elsewhere", (("source", word), ("detail", title))
                        ),
                    ),
                ]
            )
        ),
    ).note(at=NOW, who=Actor(ActorKind.USER, "1", word), why=Reason("taken_back"))


@st.composite
def lives(draw: st.DrawFn) -> Request:
    """Make what became of such a question."""
    request = draw(requests())
    who = Actor(ActorKind.USER, "1", draw(STRANGE))
    why = Reason("declined_by_person", (("text", draw(STRANGE)),))
    state = draw(
        st.sampled_from(
            [
                State.APPROVED,
                State.DECLINED,
                State.EXPIRED,
                State.SUPERSEDED,
                State.CANCELLED,
            ]
        )
    )
    moved = request.move(state, at=NOW, who=who, why=why)
    if state is State.APPROVED and draw(st.booleans()):
        moved = moved.note(
            at=NOW, who=who, why=Reason("link_timeout", (("detail", draw(STRANGE)),))
        )
    if state is State.APPROVED and draw(st.booleans()):
        moved = moved.move(State.FAILED, at=NOW, who=who, why=why)
    return moved


@st.composite
def surroundings(draw: st.DrawFn) -> Facts:
    """Let anything be so around it."""
    word = draw(STRANGE)
    facts = Facts(
        fate=draw(st.sampled_from([None, *Fate])),
        imports=draw(st.booleans()),
        rule=word,
        address="https://house.example",
    )
    if facts.outlook and draw(st.booleans()):
        facts.outlook = replace(facts.outlook, client=word, free=0)
    return facts


def buttons_of(*rows: tuple[Button, ...]) -> list[Button]:
    return [one for row in rows for one in row]


def seen_only(text: str) -> bool:
    """Tell whether a text has nothing in it that is not seen, but what was put there on purpose."""
    ours = {"\n", "\N{WORD JOINER}", "\ufe0f"}
    return not [
        one
        for one in text
        if category(one) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        and one not in ours
    ]


def fit_for_tokens(found: list[Button], request: Request) -> None:
    tokens = Tokens(b"secret")
    for one in found:
        assert one.label.strip()
        assert seen_only(one.label)
        assert bool(one.answer) is not bool(one.url)
        if one.answer:
            press = Press(
                approver="x", request=request.id, seen="0123abcd", answer=one.answer
            )
            token = tokens.write(press)
            assert len(token.encode()) <= MOST
            assert tokens.read(token, "x") == press


class TestPhone:
    @settings(max_examples=150, deadline=None)
    @given(
        request=requests(),
        facts=surroundings(),
        page=st.sampled_from(Page),
        three=st.booleans(),
    )
    def test_every_question_fits(
        self, request: Request, facts: Facts, page: Page, *, three: bool
    ) -> None:
        screens = screens_of(TEXTS, facts)
        screen = screens.phone(request, page, three=three)
        lines = screen.message.split("\n")
        assert len(lines) <= 9
        assert len(screen.message) <= 400
        assert screen.title.strip()
        assert len(screen.title) <= 250
        assert seen_only(screen.title + screen.message + screen.subject)
        assert "\n" not in screen.title + screen.subject
        assert len(screen.buttons) <= (3 if three else 10)
        fit_for_tokens([*screen.buttons], request)
        told = screens.told(request)
        if told.file and page not in (Page.WHEN, Page.ALWAYS):
            assert screens._sentences.fate(told.file) in lines

    @settings(max_examples=100, deadline=None)
    @given(request=requests(), facts=surroundings(), three=st.booleans())
    def test_a_question_can_be_answered(
        self, request: Request, facts: Facts, *, three: bool
    ) -> None:
        screens = screens_of(TEXTS, facts)
        verbs = {
            one.answer.verb
            for one in screens.phone(request, three=three).buttons
            if one.answer
        }
        assert Verb.DECLINE in verbs
        if not request.tell:
            yes = {Verb.APPROVE, Verb.KEEP_BOTH, Verb.CHOOSE, Verb.REALLY}
            more = screens.phone(request, Page.MORE, three=three).buttons
            assert yes & (verbs | {one.answer.verb for one in more if one.answer})

    @settings(max_examples=100, deadline=None)
    @given(request=lives(), facts=surroundings())
    def test_every_outcome_fits(self, request: Request, facts: Facts) -> None:
        screen = screens_of(TEXTS, facts).phone(request, three=True)
        assert len(screen.message) <= 400
        assert 0 < len(screen.title) <= 250
        assert seen_only(screen.title + screen.message)
        fit_for_tokens([*screen.buttons], request)


class TestChat:
    @settings(max_examples=200, deadline=None)
    @given(request=requests(), facts=surroundings(), page=st.sampled_from(Page))
    def test_every_question_is_good_html_and_fits(
        self, request: Request, facts: Facts, page: Page
    ) -> None:
        screens = screens_of(TEXTS, facts)
        screen = screens.chat(request, page)
        text, marked = Html(screen.html).read()
        assert 0 < units(text) <= (1024 if screen.poster else 4096)
        assert {one["type"] for one in marked} <= {
            "bold",
            "code",
            "expandable_blockquote",
        }
        assert seen_only(text)
        told = screens.told(request)
        if told.file:
            assert dead(screens._sentences.fate(told.file)) in text
        found = buttons_of(*screen.buttons)
        fit_for_tokens(found, request)
        if page is Page.QUESTION:
            verbs = {one.answer.verb for one in found if one.answer}
            assert Verb.DECLINE in verbs
            yes = {Verb.APPROVE, Verb.KEEP_BOTH, Verb.CHOOSE, Verb.REALLY}
            assert bool(yes & verbs) is not request.tell

    @settings(max_examples=100, deadline=None)
    @given(
        request=lives(),
        facts=surroundings(),
        page=st.sampled_from([Page.QUESTION, Page.DECLINE_MORE]),
    )
    def test_every_outcome_is_good_html_and_fits(
        self, request: Request, facts: Facts, page: Page
    ) -> None:
        screen = screens_of(TEXTS, facts).chat(request, page)
        text, marked = Html(screen.html).read()
        assert 0 < units(text) <= (1024 if screen.poster else 4096)
        assert {one["type"] for one in marked} <= {
            "bold",
            "code",
            "expandable_blockquote",
        }
        assert seen_only(text)
        fit_for_tokens(buttons_of(*screen.buttons), request)

    @settings(max_examples=50, deadline=None)
    @given(many=st.lists(requests(), min_size=1, max_size=7), facts=surroundings())
    def test_every_digest_is_good_html_and_fits(
        self, many: list[Request], facts: Facts
    ) -> None:
        screens = screens_of(TEXTS, facts)
        text, _ = Html(screens.chat_digest(many).html).read()
        assert units(text) <= 4096
        assert len(screens.phone_digest(many).message) <= 400
        assert seen_only(text)

    def test_what_is_longer_than_a_message_keeps_its_head_and_what_is_deleted(
        self,
    ) -> None:
        gains = tuple(Shift(f"kind{one}", "x" * 200, "y" * 200) for one in range(30))
        doubts = tuple(Reason(f"r{one}", ()) for one in range(300))
        assert FILM_BETTER.weighed
        request = replace(
            FILM_BETTER,
            weighed=replace(FILM_BETTER.weighed, gains=gains, uncertain=doubts),
        )
        screen = screens_of(TEXTS, Facts(fate=Fate.GONE)).chat(request)
        text, _ = Html(screen.html).read()
        assert units(text) <= 4096
        assert text.startswith("Salt and Lanterns (2019)")
        assert "Deletes your file for good" in text

    def test_nothing_of_a_title_is_a_link(self) -> None:
        work = replace(FILM, title="www.example.com https://x.example @you /start")
        request = replace(EPISODE, weighed=Weighed(work=work))
        text, _ = Html(screens_of(TEXTS, Facts()).chat(request).html).read()
        for live in ("www.", "https://", "@you", " /start"):
            assert live not in text

    def test_a_group_that_is_called_like_a_button_is_no_button(self) -> None:
        named = replace(FILM_BETTER.release, title="Film.2019.1080p.WEB-DL-approve")
        declined = replace(FILM_BETTER, release=named).move(
            State.DECLINED, at=NOW, who=Actor(ActorKind.USER), why=Reason("x")
        )
        screen = screens_of(TEXTS, Facts()).phone(
            declined, Page.DECLINE_MORE, three=True
        )
        assert screen.buttons[0].label == "approve"
        assert screen.buttons[0].answer
        assert screen.buttons[0].answer.verb is Verb.DECLINE_GROUP


class TestPlain:
    @settings(max_examples=100, deadline=None)
    @given(request=st.one_of(requests(), lives()), facts=surroundings())
    def test_it_calls_nobody(self, request: Request, facts: Facts) -> None:
        screens = screens_of(TEXTS, facts)
        screen = screens.plain(request)
        text = screen.title + screen.message.partition("\nAnswer: ")[0]
        assert "@everyone" not in text
        assert "://" not in text
        assert "<@" not in text
        assert seen_only(text)
        title, notice = screens.notice([request])
        assert seen_only(title + notice)
        assert "<script" not in notice
        assert "\n#" not in notice

    @settings(max_examples=100, deadline=None)
    @given(
        request=st.one_of(requests(), lives()),
        several=st.lists(requests(), min_size=5, max_size=10),
        own=st.sampled_from(["", "{{ work * 99 }}", "{{ better }}\n" * 99]),
        facts=surroundings(),
    )
    def test_it_is_no_longer_than_discord_takes(
        self, request: Request, several: list[Request], own: str, facts: Facts
    ) -> None:
        screens = screens_of(TEXTS, facts).with_text(own)
        for screen in (screens.plain(request), screens.plain_digest(several)):
            assert units(f"{screen.title}\n{screen.message}") <= 2000


class TestCut:
    @given(text=STRANGE, most=st.integers(1, 50))
    def test_a_cut_text_fits_as_telegram_counts(self, text: str, most: int) -> None:
        text = clean(text)
        short = cut(text, most)
        assert units(short) <= most
        assert units(short) == len(short.encode("utf-16-le")) // 2
        assert short == text or short.endswith("…")

    @given(text=STRANGE)
    def test_clean_is_clean_for_good(self, text: str) -> None:
        once = cleaned(text)
        assert len(once.text) <= 200
        assert clean(once.text) == once.text
        assert json.loads(json.dumps(once.text)) == once.text

    @pytest.mark.parametrize(
        ("text", "shown", "signs", "letters"),
        [
            ("a\u202eb\u200bc", "abc", 2, 0),
            ("a\nb\t c", "a b c", 0, 0),
            ("x" * 210, "x" * 199 + "…", 0, 11),
            ("e\u0301\u0302\u0303\u0304", "e\u0301\u0302", 2, 0),
            ("\ud800", "", 1, 0),
            ("Ünïcödé 日本", "Ünïcödé 日本", 0, 0),
        ],
    )
    def test_what_is_left_out_is_counted(
        self, text: str, shown: str, signs: int, letters: int
    ) -> None:
        found = cleaned(text)
        assert (found.text, found.signs, found.letters) == (shown, signs, letters)
