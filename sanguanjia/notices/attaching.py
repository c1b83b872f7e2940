"""Files that go with the e-mail of a notice: made by the room that wrote it, when it is sent, for the one who gets it.

attaching.provide("councils.called", make)     # make(notice, account_id, address) → attachments
"""

from __future__ import annotations

from collections.abc import Callable

from sanguanjia.kernel.outgoing import Attachment

from .models import Notice

Maker = Callable[[Notice, int, str], tuple[Attachment, ...]]
_makers: dict[str, Maker] = {}


def provide(template: str, maker: Maker) -> None:
    """Register what goes with the e-mails of a template; a second registration replaces the first."""
    _makers[template] = maker


def attachments_of(notice: Notice, account_id: int, address: str) -> tuple[Attachment, ...]:
    """The files for one receiver; none for most templates."""
    maker = _makers.get(notice.template)
    return maker(notice, account_id, address) if maker else ()
