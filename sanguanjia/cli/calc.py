"""`sgj calc …`: the arithmetic of the rules, for anyone, without a database (contracts.md).

Every calculation is one line in `CALCULATIONS` (`calculation.py` says what one is; `calc_<subject>.py` holds those of
a room). The frame around it is the same for all: one object or an array on stdin, or flags; refusals per element, all
reasons at once; exit 0, 1 or 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sanguanjia.kernel import wording
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.policy import wording as policy_wording
from sanguanjia.policy.packs import SHIPPED, Packs, load
from sanguanjia.policy.rules.calendar import OfficeHours, WorkCalendar
from sanguanjia.policy.rules.clauses import CLAUSES
from sanguanjia.policy.rules.deadline_request import KEYS as DEADLINE_KEYS
from sanguanjia.policy.rules.deadline_request import Question, read_question, shown
from sanguanjia.policy.rules.deadlines import Deadline, Direction, Roll, Step, Unit, deadline
from sanguanjia.policy.types import PackError

from . import calc_decisions, calc_funds
from .calculation import Answer, Calculation, refused


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands and their flags."""
    commands = parser.add_subparsers(dest="calculation", required=True, metavar="计算")
    for name, calculation in CALCULATIONS.items():
        sub = commands.add_parser(name, help=calculation.help, description=calculation.help)
        sub.add_argument("--json", action="store_true", help="以 JSON 输出")
        sub.add_argument("--packs", type=Path, default=None, metavar="目录", help="改用这个目录里的规则包")
        calculation.configure(sub)


def run(args: argparse.Namespace) -> int:
    """Read, answer, print. Exit 0 answered, 1 something refused, 2 not readable or unknown keys."""
    wording.register(policy_wording.SENTENCES, policy_wording.CONSTRAINTS)
    calculation = CALCULATIONS[args.calculation]
    wording.register(calculation.sentences)
    try:
        packs = load(args.packs.resolve()) if args.packs else load(SHIPPED)
    except (PackError, OSError) as error:
        return _stop(args, [Reason("bad_packs", "packs", {"given": str(error)})])
    flags = {key: getattr(args, key, None) for key in sorted(calculation.keys)}
    flags = {key: value for key, value in flags.items() if value is not None}
    if set(flags) - {"place"}:
        questions: Any = flags
    else:
        try:
            questions = read_json(sys.stdin.buffer.read())
        except ValueError:
            return _stop(args, [Reason("unreadable", None, {})])
        if not isinstance(questions, dict | list):
            return _stop(args, [Reason("unreadable", None, {})])
    listed = questions if isinstance(questions, list) else [questions]
    unknown = unknown_keys(listed, calculation.keys, calculation.nested)
    if unknown:
        return _stop(args, [Reason("unknown_key", shown(key), {"given": shown(key)}) for key in unknown])
    answers = [_one(element, flags, calculation, packs) for element in listed]
    _print(answers if isinstance(questions, list) else answers[0], args.json, calculation)
    return 1 if any("refusals" in answer for answer in answers) else 0


def read_json(text: bytes) -> Any:
    """One JSON value.

    ValueError for what is not UTF-8, not JSON, nested without end, has numbers JSON does not know, or says one name
    twice (the first would be lost in silence: with doors for names, money would go to the wrong ones).
    """
    try:
        return json.loads(text.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_each_name_once)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def unknown_keys(
    elements: list[Any], keys: frozenset[str], nested: Mapping[str, frozenset[str]] | None = None
) -> list[str]:
    """Keys that are neither the calculation's nor among the ignored ones (id, rule, expect…), each once, in order.

    `nested` names the keys of the objects inside an element, or inside a list of it; they are said as "for.colour".
    """
    found: dict[str, None] = {}
    for element in elements:
        if not isinstance(element, dict):
            continue
        found.update(dict.fromkeys(_strange(element, keys)))
        for name, inner in (nested or {}).items():
            given = element.get(name)
            for part in given if isinstance(given, list) else [given]:
                found.update(dict.fromkeys(f"{name}.{key}" for key in _strange(part, inner)))
    return list(found)


def _strange(element: Any, keys: frozenset[str]) -> list[str]:
    """Keys of one object that nobody knows."""
    given = element if isinstance(element, dict) else ()
    return [key for key in given if key not in keys and key not in ("id", "rule") and not key.startswith("expect")]


def _one(element: Any, flags: Mapping[str, Any], calculation: Calculation, packs: Packs) -> Answer:
    if not isinstance(element, dict):
        return refused([Reason("bad_element", None, {})])
    try:
        return calculation.answer({**flags, **element}, packs)
    except Refusal as refusal:
        return refused(list(refusal.reasons))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is said twice")
    return found


def _stop(args: argparse.Namespace, reasons: list[Reason]) -> int:
    """Nothing could be asked at all: say so on stderr, and to machines on stdout too."""
    for reason in reasons:
        print(wording.say(reason), file=sys.stderr)
    if args.json:
        _write(refused(reasons))
    return 2


def _print(answer: Any, as_json: bool, calculation: Calculation) -> None:
    if as_json:
        _write(answer)
        return
    for one in answer if isinstance(answer, list) else [answer]:
        if "refusals" in one:
            _text("\n".join(f"不能计算：{refusal['message']}" for refusal in one["refusals"]))
        else:
            _text(calculation.say(one))


def _write(value: Any) -> None:
    _text(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _text(text: str) -> None:
    """UTF-8 whatever the machine's locale says."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


# ---- deadline --------------------------------------------------------------------------------------------------------


def _deadline_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", help="CN 或行政区划代码")
    parser.add_argument("--start", help="2024-04-25 或 2024-04-25T16:30")
    parser.add_argument("--amount", type=_whole, help="时间长度")
    parser.add_argument("--workdays", type=_whole, help="若干个工作日（amount 与 unit 的简写）")
    parser.add_argument("--unit", help="、".join(Unit))
    parser.add_argument("--direction", help="、".join(Direction))
    parser.add_argument("--roll", help="、".join(Roll))
    parser.add_argument(
        "--clear-days",
        "--clear_days",
        dest="clear_days",
        nargs="?",
        const=True,
        type=_yes_or_no,
        help="净日，再空出一日",
    )


def _whole(text: str) -> int | str:
    try:
        return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() else text
    except ValueError:  # more digits than Python converts
        return text


def _yes_or_no(text: str) -> bool | str:
    return {"true": True, "false": False}.get(text.lower(), text)


def answer_deadline(raw: Mapping[str, Any], packs: Packs) -> Answer:
    """Answer one question of `calc deadline`, or refuse it with every reason."""
    question, reasons = read_question(raw)
    if question is None:
        return refused(reasons)
    calendar = packs.calendar_for(question.place)
    hours = packs.hours_for(question.place, question.day)
    try:
        found = deadline(question.start, question.period, calendar, hours)
    except OverflowError:
        return refused([Reason("out_of_calendar", "workdays" if "workdays" in raw else "amount", {})])
    return _deadline_form(found, question, calendar, hours)


def _deadline_form(found: Deadline, question: Question, calendar: WorkCalendar, hours: OfficeHours) -> Answer:
    clauses = [
        {"rule": rule, "title": CLAUSES[rule].title, "article": CLAUSES[rule].article, "tag": CLAUSES[rule].tag}
        for rule in found.rules
    ]
    if "CAL-011" in found.rules:
        clauses[-1]["version"] = hours.version
    return {
        "due": found.due.isoformat(),
        "due_at": None if found.due_at is None else question.write(found.due_at),
        "provisional": found.provisional,
        "why": [_step_form(step) for step in found.why],
        "calendars": [
            {
                "year": year,
                "published": calendar.year(year).published,
                "version": calendar.year(year).version or None,
                "title": calendar.year(year).title or f"{year} 年节假日安排尚未公布，按周一至周五扣除法定节假日暂计",
            }
            for year in found.years
        ],
        "clauses": clauses,
    }


def _step_form(step: Step) -> Answer:
    form: Answer = {"date": step.date.isoformat(), "counted": step.counted, "reason": step.reason}
    if step.through is not None:
        form |= {"through": step.through.isoformat(), "days": step.days}
    return form


def _say_deadline(answer: Answer) -> str:
    lines = [
        f"届满：{(answer['due_at'] or answer['due']).replace('T', ' ')}" + ("（暂定）" if answer["provisional"] else "")
    ]
    for step in answer["why"]:
        until = f" 至 {step['through']}" if "through" in step else ""
        lines.append(f"  {step['date']}{until}  {'计' if step['counted'] else '—'}  {step['reason']}")
    lines += [f"依据：{clause['title']}{clause['article']}" for clause in answer["clauses"]]
    lines += [f"日历：{calendar['title']}" for calendar in answer["calendars"]]
    return "\n".join(lines)


CALCULATIONS: dict[str, Calculation] = {
    "deadline": Calculation(
        help="期限到哪一天，为什么",
        keys=DEADLINE_KEYS,
        configure=_deadline_flags,
        answer=answer_deadline,
        say=_say_deadline,
    ),
    **calc_funds.CALCULATIONS,
    **calc_decisions.CALCULATIONS,
}
