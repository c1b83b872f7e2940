"""The clauses behind the rules of reckoning, by digest id (rules.md 0.3)."""

from __future__ import annotations

from sanguanjia.policy.types import Source

CLAUSES: dict[str, Source] = {
    "CAL-004": Source(
        "中华人民共和国民法典", "第二百零一条（开始的当日不计入；按小时的自法律规定或者当事人约定的时间起算）", "T"
    ),
    "CAL-005": Source(
        "中华人民共和国民法典", "第二百零二条（到期月的对应日为最后一日；没有对应日的，月末日为最后一日）", "T"
    ),
    "CAL-006": Source(
        "中华人民共和国民法典", "第二百零三条（最后一日是法定休假日的，以法定休假日结束的次日为最后一日）", "T"
    ),
    "CAL-007": Source("国务院办公厅各年度部分节假日安排的通知", "调休上班日计入工作日，放假日不计", "T"),
    "CAL-010": Source("平台规则摘要", "CAL-010（净日：起止两日都不计）", "E"),
    "CAL-011": Source("平台规则摘要", "CAL-011（工作时间外到达的，从下一工作分钟起算）", "E"),
}
