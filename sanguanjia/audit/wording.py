"""What people read about the record."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "anchor_unreadable": ("锚文件读不懂。", "请给出 sgj audit anchor 写出的文件。"),
        "anchor_unknown_form": ("锚文件的格式不认识。", "请用写出它的版本来核对。"),
        "anchor_signature": ("锚文件的签名对不上。", "文件可能被改过，或者出自另一座城市；请换一份原始的锚文件。"),
        "reading_needs_reason": ("请写明查阅理由。", "理由会留下记录，本人也能看到。"),
        "unknown_account_name": ("没有找到这个账号。", "请用完整的登录名查找。"),
    }
)

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "changed": "被改动",
        "missing": "被删去",
        "reordered": "次序被调换",
        "truncated": "末尾被截去",
        "row_differs": "数据与记录不符",
    }
)
