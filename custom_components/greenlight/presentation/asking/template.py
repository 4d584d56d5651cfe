"""Template: a person's own text of a question, in a part of Jinja that can do no harm.

It sees our fields and nothing of the house, it calls nothing and keeps nothing, its loops do not stand
in each other and nothing in it grows beyond measure: so it ends, soon, whatever is written there.
"""

from collections.abc import Callable, Iterator
from functools import wraps
import logging
from typing import Any, Final, override

from jinja2 import TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..saying import Lasting, Size, When
from ..texts import Texts
from .sentences import Sentences
from .told import Told

_LOGGER = logging.getLogger(__name__)

# Letters of a template, and of what comes of it or of one filter in it.
MOST_SOURCE: Final = 4000
MOST_TEXT: Final = 4000
FIELDS: Final = tuple(
    """work kind summary better worse unsure deletes size free sure until then seeders age source
    group rule link candidates""".split()
)
FILTERS: Final = tuple(
    """capitalize count default first join last length list lower replace reverse sort string
    title trim truncate unique upper""".split()
)
_TESTS: Final = ("defined", "eq", "ge", "gt", "in", "le", "lt", "ne")
# Whatever else there is calls, keeps, grows or stands in something else.
_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const),
    *(nodes.If, nodes.For, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Compare),
    *(nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.Keyword),
    *(nodes.Getattr, nodes.Getitem, nodes.Neg, nodes.List, nodes.Tuple),
)
_LOOP: Final = frozenset({"first", "index", "index0", "last", "length"})


class _Grown(TemplateError):
    """What a filter has made is longer than anybody reads."""


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja with our filters, and no name but those that are given."""

    def __init__(self) -> None:
        """Take away what is not for this."""
        super().__init__()
        self.globals.clear()
        self.filters = {name: _bounded(self.filters[name]) for name in FILTERS}
        self.tests = {name: self.tests[name] for name in _TESTS}

    @override
    def is_safe_callable(self, obj: Any) -> bool:
        return False


def _bounded(made: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that gives up on what grows without measure."""

    @wraps(made)
    def filtered(*args: Any, **params: Any) -> Any:
        found = made(*args, **params)
        if hasattr(found, "__len__") and len(found) > MOST_TEXT:
            raise _Grown("too long")
        return found

    return filtered


_ENVIRONMENT: Final = _Environment()


def refused(source: str, texts: Texts) -> str:
    """Return in a sentence why a template cannot be used, with its line; empty for one that can."""
    if len(source) > MOST_SOURCE:
        return texts.text("template_too_long", most=MOST_SOURCE)
    try:
        tree = _ENVIRONMENT.parse(source)
        for line, key, name in _faults(tree):
            return texts.text(key, line=line, name=name, fields=", ".join(FIELDS))
        _ENVIRONMENT.from_string(source)
    except TemplateSyntaxError as err:
        detail = err.message or type(err).__name__
        return texts.text("template_broken", line=err.lineno, detail=detail)
    except RecursionError:
        return texts.text("template_broken", line=1, detail="too deep")
    return ""


def _faults(tree: nodes.Template) -> Iterator[tuple[int, str, str]]:
    """Find what is not a field and what is not possible: line, key of the text, name."""
    yield from _found(tree, frozenset(FIELDS), looping=False)


def _found(
    node: nodes.Node, known: frozenset[str], *, looping: bool
) -> Iterator[tuple[int, str, str]]:
    if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and looping):
        yield node.lineno, "template_not_possible", type(node).__name__.lower()
    elif isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known:
        yield node.lineno, "template_no_field", node.name
    elif isinstance(node, nodes.Getattr) and not _of_loop(node):
        yield node.lineno, "template_no_field", f".{node.attr}"
    elif isinstance(node, nodes.For):
        yield from _in_loop(node, known)
    else:
        for one in node.iter_child_nodes():
            yield from _found(one, known, looping=looping)


def _in_loop(node: nodes.For, known: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    yield from _found(node.iter, known, looping=True)
    if node.recursive or not isinstance(node.target, nodes.Name):
        yield node.lineno, "template_not_possible", "for"
    else:
        inside = known | {node.target.name, "loop"}
        for one in (*node.body, *([node.test] if node.test else [])):
            yield from _found(one, inside, looping=True)
        for one in node.else_:
            yield from _found(one, known, looping=True)


def _of_loop(node: nodes.Getattr) -> bool:
    of = node.node
    return isinstance(of, nodes.Name) and of.name == "loop" and node.attr in _LOOP


class OwnText:
    """A text that somebody has written for a way to ask."""

    def __init__(self, source: str, texts: Texts) -> None:
        """Take a template; one that cannot be used says so once and is not used."""
        self._template = None
        self._failed = False
        if why := refused(source, texts):
            _LOGGER.warning("A text of one's own is not used: %s", why)
        elif source.strip():
            self._template = _ENVIRONMENT.from_string(source)

    def lines(self, told: Told, sentences: Sentences, link: str) -> list[str]:
        """Return the lines of the text, none where the text of the house is to be used.

        What a yes deletes is added where it is not said.
        """
        if self._template is None:
            return []
        fields = _fields(told, sentences, link)
        try:
            text = self._template.render(fields)
        except Exception as err:  # noqa: BLE001  a template can fail in any way it likes
            if not self._failed:
                self._failed = True
                _LOGGER.warning("A text of one's own could not be used: %s", err)
            return []
        lines = [line.rstrip() for line in text[:MOST_TEXT].split("\n")]
        lines = [line for line in lines if line.strip()]
        if lines and (deletes := str(fields["deletes"])) and deletes not in text:
            lines.append(deletes)
        return lines


def _fields(told: Told, sentences: Sentences, link: str) -> dict[str, str | list[str]]:
    """Return what a template sees: texts and lists of texts, empty where there is nothing."""
    speak = sentences.speak
    file, disk = told.file, told.disk
    return {
        "work": sentences.work(told.work),
        "kind": sentences.kind(told),
        "summary": sentences.against(told)
        if told.warnings
        else sentences.summary(told),
        "better": [sentences.change(row) for row in told.better],
        "worse": [sentences.change(row) for row in told.worse],
        "unsure": speak.each((*told.warnings, *told.overruled, *told.unsure)),
        "deletes": sentences.fate(file) if file and file.deletes else "",
        "size": speak(Size(told.size)),
        "free": speak(Size(disk.free)) if disk else "",
        "sure": sentences.sure(told),
        "until": speak(When(told.until)),
        "then": sentences.then(told),
        "seeders": "" if told.seeders is None else str(told.seeders),
        "age": "" if told.age is None else speak(Lasting(told.age)),
        "source": told.source,
        "group": told.group,
        "rule": told.rule,
        "link": link,
        "candidates": [sentences.of_other(other) for other in told.others],
    }
