"""What is posted: the names of a group, the drafts for the first assembly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sanguanjia.kernel.area import square_metres

from .types import Kind, Member
from .wording import CAPACITIES

MOST_SHOWN = 3_000
"""Characters of a draft that stand in the notice itself; the whole text stands on the procedure's page."""
_NAMES = {
    Kind.FIRST: "首次业主大会筹备组", Kind.INTERIM: "物业管理委员会", Kind.RENEWAL: "业主委员会换届小组",
}  # fmt: skip


def group_title(kind: str) -> str:
    """The title of the notice of names."""
    return f"{_NAMES[Kind(kind)]}成员名单公示"


def group_text(kind: str, place: str, members: Sequence[Member], until: dt.date | None) -> str:
    """Who sits, as whom, who leads; what the body may do; until when to object."""
    leader = "主任" if kind == Kind.INTERIM else "组长"
    lines = [f"{place}{_NAMES[Kind(kind)]}拟由以下 {len(members)} 人组成：", ""]
    for number, member in enumerate(members, start=1):
        role = f"，{leader}" if member.head else ""
        lines.append(f"{number}. {member.name.strip()}（{CAPACITIES[member.capacity]}{role}）")
    lines.append("")
    lines.append(
        "物业管理委员会组织业主共同决定有关事项，不代替业主作决定。"
        if kind == Kind.INTERIM
        else "它核对业主名册，拟订议事规则和管理规约草案，组织推荐候选人，召集业主投票；选举完成、移交后解散。"
    )
    last = f"{until.year}年{until.month}月{until.day}日前" if until else "公示期内"
    lines.append(f"对名单有不同意见的，请在{last}提出；公示期满且意见都答复后，正式成立。")
    return "\n".join(lines)


def drafts_text(
    place: str, listed: Mapping[str, Any], drafts: Mapping[str, str], digests: Mapping[str, str], page: str
) -> str:
    """Both drafts, the totals of the owners' list, where the whole texts are, and their fingerprints."""
    lines = [
        f"{place}筹备首次业主大会会议，现公示业主大会议事规则草案、管理规约草案，请各位业主提出意见。",
        (
            f"业主名册已核对：{listed['units']} 套房屋，{listed['heads']} 位业主（一人多套、共有、开发商各按一人计），"
            f"专有部分面积 {square_metres(listed['area'])} 平方米。请登录核对自己的房屋；有错的请在公示期内提出。"
        ),
    ]
    for name, label in (("rules", "业主大会议事规则（草案）"), ("covenant", "管理规约（草案）")):
        text = drafts[name]
        shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}……（全文见 {page}）"
        lines += ["", f"【{label}】", shown, f"指纹：{digests[name]}"]
    return "\n".join(lines)
