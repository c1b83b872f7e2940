"""The Jinja2 environment of every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.templatetags.static import static as static_address
from django.urls import reverse
from jinja2 import Environment
from markupsafe import Markup, escape

from sanguanjia.kernel import clock
from sanguanjia.look import words

# The name of each piece in templates, and the file it lives in. A test holds this table and the style page together.
PIECES: dict[str, str] = {
    name: part
    for part, names in {
        "clock": ("clock", "why"),
        "timeline": ("timeline",),
        "say": ("status", "refusals", "notice", "empty", "once", "draft_done", "confirm"),
        "figures": ("money", "area", "figure", "meter", "bars", "progress"),
        "lists": ("facts", "table", "filters", "pager", "tabs", "person", "photos", "steps", "entries"),
        "rows": ("row_report",),
        "boxes": ("panel", "fold"),
        "fields": (
            "text", "textarea", "select", "radios", "checkboxes", "check", "date", "file", "photo", "field",
            "submit", "button", "link_button",
        ),
    }.items()
    for name in names
}  # fmt: skip


class Pieces:
    """The global ``ui``: looks a macro up in its file, so that no template has to import."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        if name not in PIECES:
            raise AttributeError(f"look has no piece called {name!r}")
        module = self._env.get_template(f"look/parts/{PIECES[name]}.html").module
        piece = getattr(module, name)
        if not self._env.auto_reload:  # found once; while templates are being written, looked up every time
            setattr(self, name, piece)
        return piece


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """The address of a file of ours."""
    return static_address(path)


def when(value: datetime | date | None) -> Markup:
    """A moment as people say it, inside ``<time>`` with the exact stamp on hover."""
    if value is None:
        return Markup("—")
    shown = words.moment(value, clock.today())
    machine = words.local(value).isoformat() if isinstance(value, datetime) else value.isoformat()
    return Markup(f'<time datetime="{machine}" title="{words.stamp(value)}">{shown}</time>')  # noqa: S704 digits and our words


def day(value: datetime | date | None) -> Markup:
    """A day as people say it, inside ``<time>``."""
    if value is None:
        return Markup("—")
    that = words.local(value).date() if isinstance(value, datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(that.isoformat(), words.day(that, clock.today()))


@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> Markup:
    """One icon of the sprite. Without a label it is decoration and hidden from screen readers."""
    href = f"{static('look/icons.svg')}#{name}"
    if label:
        return Markup('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>').format(label, href)
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>').format(href)


def url(name: str, *args: object, **kwargs: object) -> str:
    """Django's ``reverse`` with positional or named parts; addresses without parts are looked up once."""
    return reverse(name, args=args or None, kwargs=kwargs or None) if args or kwargs else _plain_url(name)


@lru_cache(maxsize=512)
def _plain_url(name: str) -> str:
    return reverse(name)


def option_lines(choices: Sequence[tuple[str, str]], chosen: str) -> Markup:
    """The ``<option>`` lines of a select. Long lists (53 needs) are the same on every page, so they are kept."""
    return _option_lines(tuple((value, word) for value, word in choices), chosen)


@lru_cache(maxsize=512)
def _option_lines(choices: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    line = Markup('<option value="{}"{}>{}</option>')
    marked = Markup(" selected")
    return Markup("").join(line.format(value, marked if str(value) == chosen else "", word) for value, word in choices)


def query(path: str, **pairs: object) -> str:
    """A path with a query string of the pairs that are not empty."""
    kept = {key: value for key, value in pairs.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def paragraphs(text: str) -> Markup:
    """Plain text typed by a person: blank lines part paragraphs, single line ends stay."""
    blocks = [block.strip() for block in str(text).replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(escape(block).replace("\n", Markup("<br>"))) for block in blocks)


def groupby_kept(items: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """Neighbours with the same value of ``attribute``, in their order (Jinja's own ``groupby`` sorts)."""
    return [(key, list(group)) for key, group in groupby(items, key=lambda item: getattr(item, attribute))]


def environment(**options: Any) -> Environment:
    """What ``TEMPLATES[…]["OPTIONS"]["environment"]`` points to."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(**options)  # noqa: S701  Django passes autoescape=True
    env.globals.update(
        static=static, url=url, query=query, icon=icon, option_lines=option_lines, ui=Pieces(env),
        percent=words.percent, bar_width=words.bar_width,
        masked_phone=words.masked_phone, masked_id=words.masked_id, masked_name=words.masked_name,
        masked_contact=words.masked_contact,
    )  # fmt: skip
    env.filters.update(
        when=when, day=day, paper_day=words.day, stamp=words.stamp, yuan=words.yuan, area=words.area, count=words.count,
        paragraphs=paragraphs, groupby_kept=groupby_kept,
        masked_phone=words.masked_phone, masked_id=words.masked_id, masked_name=words.masked_name,
        masked_contact=words.masked_contact,
    )  # fmt: skip
    return env
