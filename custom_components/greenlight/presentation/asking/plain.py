"""Plain: a question for any other notify action, and the notice in Home Assistant itself."""

from typing import Final

from ...engine.text import escape_markdown
from ..cut import dead
from ..saying import Say, Size, Speaker, When, say
from ..screens import Page, PlainScreen
from .became import Became
from .phone import Phone
from .sentences import Sentences
from .told import Told

# Questions that a notice tells of; the others are counted.
MOST: Final = 5


def question(phone: Phone, link: str) -> PlainScreen:
    """Return a question as on a phone, with a link to where it is answered; empty where there is none."""
    screen = phone.page(Page.QUESTION)
    return _answered(
        dead(screen.title), dead(screen.message), link, phone.sentences.speak
    )


def blocked(outcome: Became, link: str, speak: Speaker) -> PlainScreen:
    """Return what is not imported, with a link to where that is answered; empty where there is none."""
    return _answered(dead(outcome.title), dead(outcome.message), link, speak)


def _answered(title: str, message: str, link: str, speak: Speaker) -> PlainScreen:
    where = say("answer_at", link=link) if link else Say("answer_on_dashboard")
    return PlainScreen(title=title, message=f"{message}\n{speak(where)}")


def became(outcome: Became) -> PlainScreen:
    """Return what became of a question."""
    title = outcome.others or outcome.title
    return PlainScreen(title=dead(title), message=dead(outcome.message))


def digest(
    sentences: Sentences, told: list[Told], count: int, link: str
) -> PlainScreen:
    """Return several questions in one, of so many those that are told."""
    speak = sentences.speak
    lines = [dead(digest_line(sentences, one)) for one in told]
    if count > len(told):
        lines.append(speak(say("and_more", count=count - len(told))))
    where = say("answer_at", link=link) if link else Say("answer_on_dashboard")
    title = speak(say("digest_title", count=count))
    return PlainScreen(title=title, message="\n".join([*lines, speak(where)]))


def digest_line(sentences: Sentences, told: Told) -> str:
    """Return a question in one line: of which work, what kind, how large, what it deletes, until when."""
    head, deletes, rest = digest_parts(sentences, told)
    facts = ", ".join(filter(None, (head, deletes, rest)))
    work = sentences.work(told.work)
    return sentences.speak(say("digest_line", work=work, facts=facts))


def digest_parts(sentences: Sentences, told: Told) -> tuple[str, str, str]:
    """Return what stands in a line before, of and after what a yes deletes."""
    speak = sentences.speak
    if told.blocked:
        return speak(Say("digest_blocked")), "", ""
    head = (sentences.kind(told), speak(Size(told.size)))
    rest = (
        sentences.tally_short(told.votes) if told.votes else "",
        speak(say("digest_until", time=When(told.until))),
    )
    parts = (", ".join(filter(None, part)) for part in (head, rest))
    before, after = parts
    return before, sentences.deletes(told), after


def notice(
    sentences: Sentences, told: list[Told], count: int, page: str, own: list[str]
) -> tuple[str, str]:
    """Return title and Markdown of the notice of what waits: of so many those that are told.

    ``page`` is where they are answered, and ``own`` where each of them is, both empty for nowhere.
    """
    speak = sentences.speak
    parts = [
        _paragraph(sentences, one, link) for one, link in zip(told, own, strict=True)
    ]
    last = []
    if page:
        link = own[0] if count == 1 else page
        last.append(f"[{escape_markdown(speak(Say('button_answer')))}]({link})")
    if count > len(told):
        more = speak(say("and_more", count=count - len(told)))
        last.append(escape_markdown(more))
    if not page:
        last.append(escape_markdown(speak(Say("answer_on_dashboard"))))
    title = speak(say("notice_title", count=count))
    return title, "\n\n".join([*parts, " · ".join(last)])


def _paragraph(sentences: Sentences, told: Told, link: str) -> str:
    """Return a question in three lines, with a link to it; what is deleted is bold."""
    work = escape_markdown(dead(sentences.work(told.work)))
    work = f"[{work}]({link})" if link else work
    size = sentences.speak(Size(told.size))
    facts = ", ".join(filter(None, (sentences.kind(told), size)))
    if told.warnings:
        said = [sentences.against(told), *sentences.speak.each(told.warnings)]
    elif told.votes:
        said = [sentences.tally(told.votes)]
    else:
        said = [sentences.summary(told)]
    said += sentences.speak.each(told.overruled)
    text = " ".join(escape_markdown(dead(one.rstrip(".") + ".")) for one in said if one)
    if told.file:
        fate = escape_markdown(dead(f"{sentences.fate(told.file)}."))
        text = f"{text} **{fate}**" if told.file.deletes else f"{text} {fate}"
    until = escape_markdown(f"{sentences.until(told)}.")
    told_of = " ".join(filter(None, (text, until)))
    return f"**{work}**: {escape_markdown(facts)}  \n{told_of}"
