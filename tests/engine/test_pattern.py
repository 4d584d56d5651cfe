from contextlib import suppress
import logging
import subprocess
import sys
import time
import warnings

from hypothesis import given, settings, strategies as st
import pytest
import regex

from custom_components.greenlight.engine import pattern
from custom_components.greenlight.engine.pattern import (
    MAX_TERM_CHARS,
    PatternError,
    Term,
    read_term,
    read_terms,
)
from custom_components.greenlight.engine.rules import Rule
from custom_components.greenlight.engine.text import MAX_TITLE_CHARS


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("FEL", "Dune.2021.2160p.DV.FEL-GRP"),
        ("fel", "Dune FEL"),
        ("FEL", "FEL"),
        ("FEL", "[FEL]Dune"),
        ("FEL", "Dune_FEL_2021"),
        ("dune part two", "Dune.Part.Two.2024"),
        ("dune.part-two", "Dune - Part_Two"),
        ("H.264", "x.h 264.y"),
        ("DV | HDR10", "Dune HDR10"),
        ("DV | HDR10", "Dune DV"),
        ("DV || |", "Dune DV"),
        ("  DV  ", "Dune DV"),
        ("café", "Le Café"),
        ("ПРИВЕТ", "привет мир"),
        ("砂の惑星", "DUNE 砂の惑星 2021"),
        ("a/b", "A B"),
        ("/a", "a"),
        (r"/S\d{2}E\d{2}/", "show.s01e02"),
        ("/^dune/", "Dune"),
        ("  /x265|HEVC/  ", "a hevc b"),
    ],
)
def test_a_term_finds(line: str, title: str):
    assert read_term(line).matches(title)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("FEL", "Felicity"),
        ("FEL", "NoFEL"),
        ("FEL", "FEL2"),
        ("DV", "DVD Advent"),
        ("dune part two", "Dune Part One Two"),
        ("dune part two", "Dunepart Two"),
        ("DV | HDR10", "Dune HDR"),
        ("/^dune/", "The Dune"),
        (r"/\bDV\b/", "DVD"),
        ("/(?-i:dune)/", "Dune"),
    ],
)
def test_a_term_does_not_find(line: str, title: str):
    assert not read_term(line).matches(title)


def test_only_the_part_of_a_title_that_is_shown_is_searched():
    assert read_term("/b$/").matches("a" * (MAX_TITLE_CHARS - 1) + "bc")


def test_a_term_keeps_what_was_written():
    assert [term.text for term in read_terms(["", "  ", " a b ", "/x/"])] == [
        "a b",
        "/x/",
    ]


@pytest.mark.parametrize(
    ("line", "code", "position"),
    [
        ("", "empty", 0),
        ("   ", "empty", 0),
        ("...", "empty", 0),
        ("|", "empty", 0),
        ("/", "empty", 0),
        ("//", "empty", 0),
        ("/  /", "empty", 0),
        ("x" * (MAX_TERM_CHARS + 1), "too_long", 0),
        ("/(/", "syntax", 2),
        ("/ab(cd/", "syntax", 4),
        ("  /ab(cd/", "syntax", 6),
        ("/a)/", "syntax", 3),
        ("/a**/", "syntax", 4),
        ("/[a/", "syntax", 2),
        ("/a{2,1}/", "syntax", 4),
        ("/(?<=a+)b/", "syntax", 2),
        ("/(?L)a/", "syntax", 5),
        ("/(?a)(?u)x/", "syntax", 2),
        ("/a{99999999999}/", "runaway", 0),
    ],
)  # fmt: skip
def test_a_term_that_cannot_be_used_says_why_and_where(
    line: str, code: str, position: int
):
    with pytest.raises(PatternError) as caught:
        read_term(line)
    assert (caught.value.code, caught.value.position) == (code, position)


def test_many_brackets_are_no_trouble():
    assert read_term("/" + "(" * 149 + ")" * 149 + "/").matches("")


USUAL = [
    r"S\d{2}E\d{2}",
    r"S\d+E\d+.*REMUX",
    "(?:2160p|1080p).*REMUX",
    r"\bDV\b",
    "(?i)x265|HEVC",
    r"(?<!\w)(?:DV|DoVi|Dolby[ ._-]?Vision)(?!\w)",
    r"(?<!\d)(19|20)\d{2}(?!\d)",
    r"^(?!.*\b(CAM|TS|HDCAM)\b).*1080p",
    "^(?!.*CAM)(?!.*TS)(?=.*2160p)(?=.*HDR).*REMUX.*Atmos",
    "^((?!HDR).)*$",
    r".*S\d\d.*1080p.*WEB",
    ".*Dune.*2024.*2160p.*(DV|HDR).*",
    r"(?:ab|cd)+",
    r"^[\w. ]+ - \d{2,3} .*1080p",
    r"(?P<year>\d{4}).*(?P=year)",
    "(?>a+)b",
]
RUNAWAY = [
    "(a+)+b",
    "(a*)*?b|(a+)+c",
    "(?:a?){30}a{30}b",
    "(ä|ää)+$",
    "(q+)+z",
    "(.*?,){30}P",
    "(.*?;){25}end",
    "(?:.*? ){20}!",
]
HUGE = [
    "a{1000000000}",
    "a{0,999999999}",
    "a{999999,}",
    "(?:(?:a{100}){100}){100}",
    "(?P<x>(?i:[ab]{99}){99}){99}",
    r"(?:\(\d{1000}[)]){1000}",
    "((((a{9}){9}){9}){9}){9}",
    # What stands for no character is written out, too, and so deep that it cannot be undone.
    "(?:^){1000000000}",
    "(?:$|^){1000000}",
    r"(?:\b){99999}",
    "(?=){100000000}",
    "(?:){1000000}",
    "(?<!a{3000}){100000}",
    "()\\1{1000000000}",
    "[^]a]{1000000000}",
    r"\N{BULLET}{1000000000}",
    "(?x)a{1000000000}",
    "(?:(?:a{3000}b){2}){2}",
]
AT_THE_LIMIT = [
    "(?:$|^){3000}",
    "(?:a|){3000}",
    "(?:a*){9999}",
    "[\\x00-\\U0010ffff]{9999}",
    "[a-zßſ]{9999}",
    "(?:ß|ss){3000}",
    "(?x: a { 1000000000 } )",
    "a{٣٣٣٣٣٣٣٣}",
    "(?:abcdefgh){e<=1000000000}",
    "|".join(f"abc{number}" for number in range(45)),
]
MODEST = [
    r"S\d{2}E\d{2}",
    "(?:[^-]{1,40}-){2,9}x{3}",
    r"\{99999999\}",
    "[{99999999}]{2}",
    "a{b}",
]


@pytest.mark.parametrize("expression", USUAL)
def test_what_people_write_is_taken(expression: str):
    term = read_term(f"/{expression}/")
    term.try_out()
    assert term.text == f"/{expression}/"


def test_many_trials_of_which_none_takes_long_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # However fast the machine is.
    monkeypatch.setattr(pattern, "TRIAL", 0.02)
    with pytest.raises(PatternError) as caught:
        read_term("/(?:a?){90}a{90}/").try_out()
    assert caught.value.code == "runaway"


@pytest.mark.parametrize("expression", RUNAWAY)
def test_what_runs_away_is_refused(expression: str):
    term = read_term(f"/{expression}/")
    with pytest.raises(PatternError) as caught:
        term.try_out()
    assert caught.value.code == "runaway"


@pytest.mark.parametrize("expression", HUGE)
def test_what_would_be_written_out_at_length_is_refused_before_it_is(expression: str):
    started = time.thread_time()
    with pytest.raises(PatternError) as caught:
        read_term(f"/{expression}/")
    assert caught.value.code == "runaway"
    assert time.thread_time() - started < 0.2


@pytest.mark.parametrize("expression", MODEST)
def test_modest_repeats_are_taken(expression: str):
    read_term(f"/{expression}/").try_out()


def test_ten_thousand_lines_of_words_are_read_and_matched_in_no_time():
    lines = [f"word{number} other{number} | third{number}" for number in range(10_000)]
    started = time.thread_time()
    terms = read_terms(lines)
    found = [term.text for term in terms if term.matches("A.Word77.OTHER77.2026")]
    assert found == [lines[77]]
    # As one expression each they took two seconds and a half.
    assert time.thread_time() - started < 0.5


@pytest.mark.parametrize("expression", AT_THE_LIMIT)
def test_what_is_taken_takes_little_memory_and_never_brings_python_down(
    expression: str,
):
    """In a process of its own: what goes wrong there cannot be caught."""
    code = (
        "import resource, sys, time\n"
        "from custom_components.greenlight.engine.pattern import PatternError, read_term\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n"
        "    term = read_term('/' + sys.argv[1] + '/')\n"
        "    term.try_out()\n"
        "    term.matches('Film.2026.2160p.WEB-DL-GRP')\n"
        "except PatternError:\n"
        "    pass\n"
        "used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
        "assert used < 64 * 1024, used\n"
        "assert time.process_time() < 5\n"
    )
    subprocess.run([sys.executable, "-c", code, expression], check=True, timeout=60)


def test_a_brace_that_repeats_nothing_is_a_brace():
    """To the library it would say how many mistakes are forgiven."""
    term = read_term("/film{e<=30}/")
    assert term.matches("Film{e<=30}") is True
    assert term.matches("anything else") is False
    assert read_term("/a{}b/").matches("a{}b") is True
    assert read_term("/[{}]x{2}/").matches("}xx") is True


def test_what_is_slow_every_time_is_stopped(monkeypatch: pytest.MonkeyPatch):
    """Each title stays below the limit, and a thousand of them would stop everything else."""
    now = iter(range(1000))
    monkeypatch.setattr(
        "custom_components.greenlight.engine.pattern.time.thread_time",
        lambda: next(now) * 0.01,
    )
    term = Term("/x/", regex.compile("x"))
    found = [term.matches("x") for _ in range(5)]
    assert found == [True, True, None, None, None]
    assert Rule(id="r", name="R", exclude=(term,)).stopped == "/x/"


def test_a_computer_that_stands_still_stops_no_term(monkeypatch: pytest.MonkeyPatch):
    class Busy:
        """An expression that is not given the processor."""

        def search(self, _text: str, *, timeout: float) -> None:
            raise TimeoutError(timeout)

    monkeypatch.setattr(
        "custom_components.greenlight.engine.pattern.time.thread_time", lambda: 0.0
    )
    term = Term("/x/", Busy())  # type: ignore[arg-type]
    assert term.matches("x") is None
    assert not term.stopped


def test_no_title_holds_everything_up_for_long():
    worst = 0.0
    for expression in ("(q|qq)+$", "(.*?,){30}P", "([a-z]+)*!", "(.*)*\\1x"):
        term = Term(f"/{expression}/", regex.compile(expression))
        for title in ("q" * 300, "a," * 150, "ab" * 150, "q," * 149 + "!"):
            began = time.thread_time()
            term.matches(title)
            worst = max(worst, time.thread_time() - began)
    assert worst < 0.05


def test_what_runs_away_later_is_stopped_once_and_for_all(
    caplog: pytest.LogCaptureFixture,
):
    """A title can be made for an expression that no probe upset."""
    term = Term("/(q|qq)+$/", regex.compile("(q|qq)+$"))
    assert term.matches("qq") is True
    with caplog.at_level(logging.WARNING):
        assert term.matches("q" * 299 + "!") is None
        assert term.matches("qq") is None
    assert term.stopped
    assert [record.args for record in caplog.records] == [("/(q|qq)+$/",)]


@given(st.text(max_size=40))
def test_any_line_is_a_term_or_refused(line: str):
    with suppress(PatternError):
        assert read_term(line).matches(line) in (True, False)


PARTS = st.sampled_from(
    "a b S \\d \\w . [a-z] [^a] ( (?: (?= (?! (?> (?<= ) | * + ? *? ++ {2} {1,3} {5,} ^ $ \\b \\1 [ ] (?a) (?m) (?P<x> (?(1)".split()
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PARTS, max_size=14).map("".join))
def test_any_expression_is_a_term_or_refused(expression: str):
    with suppress(PatternError), warnings.catch_warnings():
        # The library wonders about sets in sets.
        warnings.simplefilter("ignore", FutureWarning)
        read_term(f"/{expression}/")


@given(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1), min_size=1))
def test_words_are_found_whatever_separates_them(words: list[str]):
    term = read_term(" ".join(words)[:100].strip() or "a")
    assert term.matches(term.text.replace(" ", "._-"))
