"""Code to sentence: the one place where refusals become Chinese. Each room registers its own `wording.py`.

A wording is (what is the matter, what the person can do next); both may use the reason's data as {name}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanguanjia.hosting import trace

from .refusal import Reason, Refusal

_sentences: dict[str, tuple[str, str]] = {}
_constraints: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """One refusal as people read it."""

    code: str
    field: str | None
    text: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.text}{self.next_step}"


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def register(sentences: Mapping[str, tuple[str, str]], constraints: Mapping[str, str] | None = None) -> None:
    """Add a room's sentences, and its database constraints (constraint name -> refusal code)."""
    for code, words in sentences.items():
        if _sentences.get(code, words) != words:
            raise ValueError(f"two rooms word the refusal {code!r} differently")
        _sentences[code] = words
    _constraints.update(constraints or {})


def say(reason: Reason) -> Said:
    """Word one reason. An unworded code is a fault of ours: it is said so, with the code, and a test finds it."""
    text, next_step = _sentences.get(reason.code, ("这一步没有办成（{code}）。", "请稍后再试，或与社区联系。"))
    data = _Lenient(reason.data, code=reason.code)
    return Said(reason.code, reason.field, text.format_map(data), next_step.format_map(data))


def say_all(refusal: Refusal) -> tuple[Said, ...]:
    """Word all reasons of a refusal, in their order. Whoever is told is also counted: the codes stand in the request's
    line of the log."""
    trace.refused(reason.code for reason in refusal.reasons)
    return tuple(say(reason) for reason in refusal.reasons)


def code_of_constraint(name: str) -> str | None:
    """The refusal code of a database constraint, if a room named one."""
    return _constraints.get(name)


def known_codes() -> frozenset[str]:
    """Every worded code (for the test that all codes used in the source are worded)."""
    return frozenset(_sentences)


register(
    {
        "not_permitted": ("您没有办理这件事的权限。", "如需办理，请联系所在社区为您登记相应身份。"),
        "login_needed": ("请先登录。", "登录后会回到这一页。"),
        "not_found": ("没有找到这条内容。", "请核对号码，或从首页重新进入。"),
        "stale": ("这条内容刚刚被别人更新过。", "请看一下最新情况，再提交一次。"),
        "text_too_long": ("有一项写得太长，最多 {most} 个字。", "请写短一些，再提交一次。"),
        "key_reused": ("同一个提交编号已用于另一件事。", "请刷新页面后重新提交。"),
        "wrong_phase": ("现在的进度不能办这一步。", "请刷新页面查看最新进度。"),
        "too_many_requests": ("操作太频繁了。", "请过几分钟再试。"),
        "missing": ("请填写“{label}”。", ""),
        "file_not_clean": ("这个文件没有通过安全检查，没有收下。", "请换一个文件；如有疑问请联系系统管理员。"),
        "scanner_away": ("文件安全检查暂时不可用，文件没有收下。", "请过几分钟再试。"),
        "malformed": ("“{label}”的格式不对。", "请改正后再提交。"),
    }
)
