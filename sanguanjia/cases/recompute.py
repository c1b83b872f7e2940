"""The same figures from the events alone: python3 rates.py, in this folder. Standard library only."""

import json
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
rule, matters = json.loads((HERE / "formula.json").read_text("utf-8")), dict[str, dict]()
for event in map(json.loads, (HERE / "events.jsonl").open(encoding="utf-8")):
    verb, data = event["verb"], event["data"]
    m = matters.setdefault(event["matter"], {"responded": None, "solved": None, "mark": None})
    if m["responded"] is None and verb in ("accept", "take_order"):
        m["responded"] = data["in_time"]
    if m["responded"] is None and "respond" in data.get("missed", ()):
        m["responded"] = False
    if verb == "reopen" or data.get("result") == "redo":
        m.update(solved=None, mark=None, silent=False)
    m["solved"] = data.get("solved", None if verb in ("close", "parts_done") else m["solved"])
    m["mark"] = data.get("satisfaction", m["mark"])
    m["silent"] = verb == "close_by_silence" or (m.get("silent", False) and data.get("solved") is None)
    m["gone"] = verb in ("withdraw", "merge", "rehome") or m.get("gone", False)
    m["out"] = bool(verb == "decide_exclusion" and data["granted"]) or m.get("out", False)
    m["state"], m["level"] = event["state"], event["level"]
out = [m for m in matters.values() if m["out"] and not m["gone"]]
counted = [m for m in matters.values() if not m["out"] and not m["gone"]]
counts = {"tickets": len(counted), "responded": sum(m["responded"] is True for m in counted)}
counts |= {"solved": sum(m["solved"] is True for m in counted), "said": sum(m["solved"] is not None for m in counted)}
counts |= {"silent": sum(m["silent"] for m in counted), "rated": sum(m["mark"] is not None for m in counted)}
counts["satisfied"] = sum((m["mark"] or 0) >= rule["satisfied_from"] for m in counted)
found = {name: [counts[above], counts[below]] for name, (above, below) in rule["terms"].items()}
total = Fraction(0) if all(below for _, below in found.values()) else None
for name, (above, below) in found.items():
    passed = [points for start, points in rule["steps"].get(name, ()) if below and above >= Fraction(start) * below]
    scored = Fraction(above, below or 1) if passed[-1:] in ([], ["rate"]) else Fraction(passed[-1])
    total = None if total is None else total + 100 * Fraction(rule["weights"][name]) * scored
found |= {"excluded": [len(out), len(out) + len(counted)]}
found |= {} if total is None else {"score": [total.numerator, total.denominator]}
closed = [m["level"] for m in counted if m["state"] == "closed"]
found |= {f"closed_at.{level}": [closed.count(level), len(closed)] for level in rule["levels"]}
print(json.dumps(found, ensure_ascii=False, indent=1))
