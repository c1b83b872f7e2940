"""What the desks refuse, in words."""

from __future__ import annotations

SENTENCES = {
    "too_many_filters": ("常用筛选最多存 {most} 个。", "请先删掉不用的，再存新的。"),
}
