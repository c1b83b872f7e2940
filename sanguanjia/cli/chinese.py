"""argparse's own words in Chinese."""

from __future__ import annotations

import argparse

_WORDS = {
    "usage: ": "用法：",
    "positional arguments": "位置参数",
    "options": "选项",
    "subcommands": "子命令",
    "show this help message and exit": "显示这段说明",
    "show program's version number and exit": "显示版本",
    "the following arguments are required: %s": "还缺少：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "不能是 %(value)r，可以是：%(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r 不是有效的值（%(type)s）",
    "expected one argument": "后面要跟一个值",
    "expected at most one argument": "后面最多跟一个值",
    "expected at least one argument": "后面至少要跟一个值",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "one of the arguments %s is required": "%s 之中要给出一个",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可能是：%(matches)s",
    "ignored explicit argument %r": "这个参数后面不跟值：%r",
    "can't open '%(filename)s': %(error)s": "打不开 %(filename)s：%(error)s",
}


def teach_argparse() -> None:
    """Let argparse say its sentences in Chinese (it asks gettext for each; we answer without catalogue files)."""
    argparse._ = lambda text: _WORDS.get(text, text)  # type: ignore[attr-defined]
