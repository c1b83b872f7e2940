"""A verdict and an electorate said to machines (contracts.md) and in sentences (terminal, page). Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sanguanjia.kernel.area import square_metres

from .types import Base, Both, Clause, Electorate, Head, Tally, Test, Threshold, Verdict
from .wording import REASON_WORDS, REGIME_WORDS, SIDE_WORDS

_TESTS = {Test.GE: "不少于", Test.GT: "超过", Test.NONE: "不设门槛"}
_BASES = {Base.ALL: "全体业主", Base.PARTICIPANTS: "参与表决的业主"}


def result_words(verdict: Verdict) -> str:
    """通过, or 未通过 with every reason."""
    if verdict.passed:
        return "通过"
    return f"未通过：{'；'.join(REASON_WORDS[code] for code in verdict.reasons)}"


def verdict_lines(verdict: Verdict, tally: Tally) -> list[str]:
    """The result, both counts with their thresholds, and the clauses."""
    lines = [f"结果：{result_words(verdict)}（{REGIME_WORDS.get(verdict.regime, verdict.regime)}）"]
    lines += count_lines(verdict, tally)
    if verdict.deemed is not None:
        second = verdict.deemed
        lines.append(
            f"另列（不影响上面的结果）：送达未投票的{SIDE_WORDS[second.deemed_side]}，则{result_words(second)}"
        )
        lines += [f"  {line}" for line in share_lines(second)]
        lines.append("  只有管理规约或者议事规则有约定（重大事项须写明包括在内），并且逐票有送达凭证，才可以这样计算。")
    lines += clause_lines(verdict.deemed.clauses if verdict.deemed else verdict.clauses)
    return lines


def count_lines(verdict: Verdict, tally: Tally) -> list[str]:
    """What was counted, and the four shares with their thresholds."""
    part, total = tally.participants, tally.total
    return [
        f"全体：{square_metres(total.area)} 平方米，{total.n} 人",
        f"参与：{square_metres(part.area)} 平方米，{part.n} 人",
        f"同意：{square_metres(tally.yes.area)} 平方米，{tally.yes.n} 人",
        *share_lines(verdict),
    ]


def share_lines(verdict: Verdict) -> list[str]:
    """Participation and consent, each on both counts."""
    gate, bar = verdict.participation_threshold, verdict.consent_threshold
    shares = verdict.fractions
    lines = []
    for words, name, limit, met in (
        ("参与面积", "participation_area", gate, verdict.participation.area),
        ("参与人数", "participation_n", gate, verdict.participation.n),
        ("同意面积", "consent_area", bar, verdict.consent.area if verdict.consent else None),
        ("同意人数", "consent_n", bar, verdict.consent.n if verdict.consent else None),
    ):
        share = share_words(shares[name]) if name in shares else "无人参与"
        state = "不再比较" if met is None else "够" if met else "不够"
        need = "不设门槛" if limit.test is Test.NONE else f"须{threshold_words(limit)}，{state}"
        lines.append(f"{words}：{share}，{need}")
    return lines


def threshold_words(limit: Threshold) -> str:
    """参与表决的业主的 3/4 以上, in the words of the law."""
    if limit.test is Test.NONE:
        return "不设门槛"
    return f"{_TESTS[limit.test]}{_BASES[limit.base]}的 {limit.share}"


def share_words(share: Fraction) -> str:
    """7/10（70.00%）; the percentage is cut, never rounded up to a threshold."""
    hundredths = share.numerator * 10_000 // share.denominator
    about = "" if share * 10_000 == hundredths else "约 "
    return f"{share.numerator}/{share.denominator}（{about}{hundredths // 100}.{hundredths % 100:02d}%）"


def clause_lines(clauses: tuple[Clause, ...]) -> list[str]:
    """依据."""
    return list(dict.fromkeys(f"依据：《{clause.title}》{clause.article}" for clause in clauses))


def electorate_lines(roll: Electorate) -> list[str]:
    """Both totals, every head, what was left out, and the clauses."""
    total = roll.total
    lines = [f"可以投票的：{total.n} 人，专有部分面积 {square_metres(total.area)} 平方米"]
    for head in roll.heads:
        who = "、".join(head.owners) or "建设单位"
        lines.append(f"  {who}{_kind(head)}：{len(head.units)} 套，{square_metres(head.area)} 平方米")
    if roll.left_out:
        lines.append(f"车位不计入：{len(roll.left_out)} 个")
    return lines + clause_lines(roll.clauses)


def _kind(head: Head) -> str:
    """Why several are one head."""
    if head.developer:
        return "（建设单位未售和未交付的，合为一人）"
    return "（共有人合为一人）" if len(head.owners) > 1 else ""


def verdict_form(verdict: Verdict) -> dict[str, Any]:
    """The contract's object."""
    return {
        "result": "pass" if verdict.passed else "fail",
        "regime": verdict.regime,
        "participation": _both(verdict.participation),
        "consent": None if verdict.consent is None else _both(verdict.consent),
        "fractions": {name: _fraction(share) for name, share in verdict.fractions.items()},
        "reason": verdict.reasons[0] if verdict.reasons else None,
        "reasons": list(verdict.reasons),
        "deemed": None if verdict.deemed is None else verdict_form(verdict.deemed),
        "clauses": [clause.as_form() for clause in verdict.clauses],
    }


def roll_form(roll: Electorate) -> dict[str, Any]:
    """The contract's object."""
    return {
        "n": roll.total.n,
        "area": square_metres(roll.total.area),
        "heads": [
            {"owners": list(head.owners), "units": list(head.units), "area": square_metres(head.area)}
            for head in roll.heads
        ],
        "clauses": [clause.as_form() for clause in roll.clauses],
    }


def _both(both: Both) -> dict[str, bool]:
    return {"area": both.area, "n": both.n}


def _fraction(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
