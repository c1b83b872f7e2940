"""The judge: what each line of a unit says, and everything that is wrong with it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from sanguanjia.kernel.sheets import days, phones
from sanguanjia.kernel.sheets.text import Number, is_blank, narrow, number_text, squeeze
from sanguanjia.kernel.sheets.types import letter
from sanguanjia.registry.roster import areas, homes, people, shares
from sanguanjia.registry.roster.fields import header_words
from sanguanjia.registry.roster.homes import Home
from sanguanjia.registry.roster.types import Layout, Owner, Problem, Unit
from sanguanjia.registry.rules import codes

_UNSOLD: Final = re.compile(
    r"未售|未出售|未销售|未卖|待售|尾盘|尾房|开发商(持有|自持|保留|所有|名下|产权|房|资产)|建设单位(持有|自持|保留|所有|名下)|^(开发商|建设单位)$"
)
_SOLD_AFTER_ALL: Final = re.compile(r"原未售|非未售|不是未售|未售转已售|原?未售.{0,6}已售|现已售")
_JOINT_WORDS: Final = re.compile(r"共同共有|夫妻共有|共同所有")
_SHARED_WORDS: Final = re.compile(r"共有|共同")
_USES: Final = (
    ("parking", homes.PARKING_WORDS),
    (
        "shop",
        re.compile(
            r"商铺|商业|店铺|门面|门市|铺面|商服|商用|商网|底商|商店|营业|超市|shop|retail|commercial", re.IGNORECASE
        ),
    ),
    (
        "dwelling",
        re.compile(
            r"住宅|住房|居住|公寓|别墅|商品房|普通|洋房|安置|保障|成套|自住|dwelling|residential|apartment",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(slots=True)
class Draft:
    """A unit that may still get lines."""

    home: Home
    unit: Unit
    seq: str
    area_text: str
    remark_text: str
    tenure_text: str
    found: list[Problem] = field(default_factory=list)
    share_cells: list[tuple[int, str]] = field(default_factory=list)
    """(line, cell as typed) per owner, in the order of `unit.owners`."""
    ownerless: bool = False
    people_text: list[str] = field(default_factory=list)
    share_once: bool = False
    """One share cell stands for several owners: merged over their lines, or beside several names in one cell."""


class Judge:
    """Turns typed lines into units. Holds the running tally of odd divisions, nothing else."""

    def __init__(self, layout: Layout, *, date1904: bool = False) -> None:
        self.columns = dict(layout.columns)
        self.date1904 = date1904
        self.odd_count = 0
        self.odd_first: Problem | None = None
        asked = header_words(layout.headers.get(layout.columns.get("status", -1), ""))
        self._unsold_answers = (
            frozenset({"是", "Y", "YES", "√"})
            if "未售" in asked
            else (frozenset({"否", "未", "N", "NO", "×"}) if "售" in asked and "是否" in asked else frozenset[str]())
        )

    # --- lines ------------------------------------------------------------------------------------------------------

    def begin(
        self, row: int, home: Home, typed: dict[str, str], covered: dict[int, str], *, duplicate_of: int | None = None
    ) -> Draft:
        """A unit's first line."""
        unit = Unit(row, home.code, home.building, home.entrance, home.room)
        remark = narrow(typed.get("remark", ""))
        draft = Draft(home, unit, typed.get("seq", ""), typed.get("area", ""), remark, squeeze(typed.get("tenure", "")))
        unit.use = self._use(home, typed, covered)
        unit.remark = remark
        unit.origin = squeeze(number_text(typed.get("origin", "")))
        unit.unsold = self._unsold(typed)
        missing_before = len(draft.found)
        self.add_line(draft, row, typed, covered)
        if any(p.kind == "missing_owner" for p in draft.found[missing_before:]):
            return draft
        if not home.room and not (home.building and unit.use == "dwelling" and "别墅" in typed.get("use", "")):
            self._note(draft, "bad_unit", "room", row, typed.get("room", typed.get("address", "")))
        if duplicate_of is not None:
            self._note(draft, "duplicate_unit", "room", row, home.code, str(duplicate_of))
        self._areas(draft, row, typed)
        self._delivered(draft, row, typed, covered)
        return draft

    def add_line(self, draft: Draft, row: int, typed: dict[str, str], covered: dict[int, str]) -> None:
        """One more line of owners: their names, numbers, telephones and shares."""
        draft.unit.rows.append(row)
        draft.unit.typed.append((row, typed))
        name_cell = typed.get("owner") or covered.get(self.columns["owner"], "")
        inherit = "owner" not in typed and name_cell != ""
        names = ["" if people.is_developer_word(name_cell) else n for n in people.names_in(name_cell)]
        if not names:
            draft.ownerless = True
            self._note(draft, "missing_owner", "owner", row, name_cell)
            return
        if "" in names:
            draft.unit.unsold = True
        cell = self._cells(typed, covered, inherit=inherit)
        self._owners(draft, row, names, cell)
        if "co_owner" in typed and not is_blank(typed["co_owner"]):
            self._owners(draft, row, people.names_in(typed["co_owner"]), self._co_cells(typed))

    def more(self, draft: Draft, row: int, typed: dict[str, str]) -> None:
        """A line that adds no owner (a second telephone under a merged name, a remark)."""
        draft.unit.rows.append(row)
        draft.unit.typed.append((row, typed))
        if "remark" in typed and not draft.unit.remark:
            draft.unit.remark = narrow(typed["remark"])
        if "phone" in typed and draft.unit.owners and not is_blank(typed["phone"]):
            phone = phones.read_phone(typed["phone"])
            if phone is None:
                self._note(draft, "bad_phone", "phone", row, typed["phone"])
            else:
                owner = draft.unit.owners[-1]
                owner.phone = f"{owner.phone};{phone}" if owner.phone else phone

    def adds_co_owner(self, draft: Draft, typed: dict[str, str]) -> bool:
        """Is a line that names the same unit again a co-owner, or the unit typed twice?

        A co-owner: another person, the same area or none, and either shares that leave room for this one, or joint
        ownership said on both lines (or the line has no number of its own in the first column, nor an area).
        """
        if "owner" not in typed or not draft.unit.owners or not self.same_area(draft, typed.get("area", "")):
            return False
        who = squeeze(typed.get("identity", typed["owner"])).upper()
        if who in draft.people_text or squeeze(typed["owner"]) in draft.people_text:
            return False
        before = [shares.read_share(cell) if not is_blank(cell) else shares.JOINT for _, cell in draft.share_cells]
        cell = typed.get("share", "")
        mine = shares.JOINT if is_blank(cell) else shares.read_share(cell)
        parts = [s for s in before if isinstance(s, Fraction)]
        if isinstance(mine, Fraction) and len(parts) == len(before):
            return mine < 1 and sum(parts) < 1
        if mine != shares.JOINT or any(s != shares.JOINT for s in before):
            return False
        said = _SHARED_WORDS.search(draft.remark_text + draft.tenure_text + "".join(c for _, c in draft.share_cells))
        says = _SHARED_WORDS.search(typed.get("remark", "") + typed.get("tenure", "") + cell)
        unnumbered = bool(draft.seq) and "seq" not in typed and "area" not in typed
        return bool(said and says) or unnumbered

    def same_area(self, draft: Draft, text: str) -> bool:
        """True when a line's area cell is blank or says the same as the unit's."""
        if is_blank(text) or squeeze(text) == squeeze(draft.area_text):
            return True
        return draft.unit.area is not None and areas.read_area(text) == draft.unit.area

    # --- one line's cells -------------------------------------------------------------------------------------------

    def _cells(self, typed: dict[str, str], covered: dict[int, str], *, inherit: bool) -> dict[str, str]:
        cell = {f: typed.get(f, "") for f in ("id_type", "identity", "credit_code", "phone", "phone2", "share")}
        for f in ("id_type", "identity", "credit_code", "phone", "share"):
            col = self.columns.get(f)
            if not cell[f] and col is not None and col in covered and (inherit or f in ("id_type", "share")):
                cell[f] = covered[col]
                if f == "share":
                    cell["share_covered"] = "yes"
        return cell

    def _co_cells(self, typed: dict[str, str]) -> dict[str, str]:
        cell = {f: typed.get(f"co_{f}", "") for f in ("id_type", "identity", "phone", "share")}
        return {**cell, "credit_code": "", "phone2": "", "co": "co_"}

    def _owners(self, draft: Draft, row: int, names: list[str], cell: dict[str, str]) -> None:
        prefix = cell.get("co", "")
        identity_field = prefix + "identity"
        if not prefix and is_blank(cell["identity"]) and not is_blank(cell["credit_code"]):
            identity_field, cell = (
                "credit_code",
                {**cell, "identity": cell["credit_code"], "id_type": "统一社会信用代码"},
            )
        identities = people.values_in(cell["identity"], len(names))
        telephones = people.values_in(cell["phone"], len(names))
        portions = people.shares_in(cell["share"], len(names))
        covered_share = "share" in self.columns and cell.get("share_covered") == "yes"
        draft.share_once = draft.share_once or covered_share or (len(names) > 1 and portions[0] == cell["share"])
        for i, name in enumerate(names):
            owner = Owner(row, name, id_type=narrow(cell["id_type"]))
            self._number(draft, row, owner, identities[i], identity_field)
            self._phone(draft, row, owner, telephones[i], prefix + "phone")
            if i == 0 and not is_blank(cell["phone2"]):
                self._phone(draft, row, owner, cell["phone2"], "phone2")
            draft.share_cells.append((row, portions[i] if prefix + "share" in self.columns else cell["share"]))
            draft.people_text += [squeeze(identities[i]).upper(), squeeze(name)]
            draft.unit.owners.append(owner)

    def _number(self, draft: Draft, row: int, owner: Owner, text: str, where: str) -> None:
        if not owner.name:
            owner.kind = "developer"
        if is_blank(text):
            organisation = people.is_organisation(owner.name)
            if owner.name and organisation:
                owner.kind = "organisation"
            if where in self.columns and not draft.unit.unsold:
                self._note(draft, "bad_credit_code" if organisation else "bad_identity", where, row, text, "blank")
            return
        found = people.read_number(owner.name, owner.id_type, text)
        owner.kind = found.kind if owner.name else "developer"
        owner.number = found.number
        if found.problem:
            self._note(draft, found.problem, where, row, text, found.detail)
        elif found.division and codes.division_is_odd(found.division):
            self.odd_count += 1
            if self.odd_first is None:
                self.odd_first = self._problem(draft, "odd_division", where, row, text, found.division)

    def _phone(self, draft: Draft, row: int, owner: Owner, text: str, where: str) -> None:
        if is_blank(text):
            return
        phone = phones.read_phone(text)
        if phone is None:
            self._note(draft, "bad_phone", where, row, text)
        else:
            owner.phone = f"{owner.phone};{phone}" if owner.phone else phone

    # --- the unit's own cells ---------------------------------------------------------------------------------------

    def _areas(self, draft: Draft, row: int, typed: dict[str, str]) -> None:
        if "area" in self.columns:
            draft.unit.area = areas.read_area(typed.get("area", ""))
            if draft.unit.area is None:
                self._note(draft, "bad_area", "area", row, typed.get("area", ""))
        inner = self.columns.get("inner_area")
        if inner is None or inner == self.columns.get("area") or is_blank(typed.get("inner_area", "")):
            if inner is not None and inner == self.columns.get("area"):
                draft.unit.inner_area = draft.unit.area
            return
        draft.unit.inner_area = areas.read_area(typed["inner_area"])
        if draft.unit.inner_area is None:
            self._note(draft, "bad_area", "inner_area", row, typed["inner_area"])

    def _delivered(self, draft: Draft, row: int, typed: dict[str, str], covered: dict[int, str]) -> None:
        col = self.columns.get("delivered")
        if col is None:
            return
        text = typed.get("delivered", covered.get(col, ""))
        if is_blank(text) or squeeze(text) in days.NOT_YET or squeeze(text) in {"未售", "未出售"}:
            return
        draft.unit.delivered = days.read_day(text, date1904=self.date1904)
        if draft.unit.delivered is None:
            self._note(draft, "bad_date", "delivered", row, text)

    def _use(self, home: Home, typed: dict[str, str], covered: dict[int, str]) -> str:
        col = self.columns.get("use")
        said = squeeze(typed.get("use", covered.get(col, "") if col is not None else ""))
        for name, words in _USES:
            if words.search(said):
                return name
        where = home.building + home.room + squeeze(typed.get("address", "") + typed.get("building", ""))
        for name, words in _USES[:2]:
            if words.search(where):
                return name
        return "other" if said and not is_blank(said) else "dwelling"

    def _unsold(self, typed: dict[str, str]) -> bool:
        """Whether any cell says that the developer still holds the unit."""
        for name in ("remark", "status", "use", "tenure", "delivered"):
            if name not in typed:
                continue
            text = squeeze(typed[name])
            if name == "status" and text.upper() in self._unsold_answers:
                return True
            if _UNSOLD.search(text) and not _SOLD_AFTER_ALL.search(text):
                return True
        owner = squeeze(typed.get("owner", ""))
        return bool(re.search(r"\((未售|未出售|待售|开发商未售)\)", owner)) or people.is_developer_word(owner)

    # --- the unit as a whole ----------------------------------------------------------------------------------------

    def finish(self, draft: Draft) -> Unit:
        """The unit with its shares settled and its findings, one per kind."""
        unit = draft.unit
        self._settle_shares(draft)
        kinds: set[str] = set()
        for problem in draft.found:
            if problem.kind not in kinds:
                kinds.add(problem.kind)
                unit.problems.append(problem)
        return unit

    def _settle_shares(self, draft: Draft) -> None:
        owners = draft.unit.owners
        joint_said = bool(_JOINT_WORDS.search(draft.tenure_text))
        read: list[Fraction | str | None] = []
        for line, cell in draft.share_cells:
            share = shares.JOINT if is_blank(cell) else shares.read_share(cell)
            if share is None:
                self._note(draft, "bad_share", "share", line, cell)
            read.append(share)
        if None in read or not owners:
            return
        parts = [s for s in read if isinstance(s, Fraction)]
        if not parts or (len(owners) > 1 and self._joint_in_spite(parts, joint_said, draft)):
            draft.unit.joint = len(owners) > 1
            if len(owners) == 1 and not draft.ownerless:
                owners[0].share = Fraction(1)
            return
        if len(parts) < len(owners):
            line, cell = next(
                item for item, share in zip(draft.share_cells, read, strict=True) if not isinstance(share, Fraction)
            )
            self._note(draft, "bad_share", "share", line, cell, "partly_blank")
            return
        settled = shares.settle(parts)
        for owner, share in zip(owners, settled, strict=True):
            owner.share = share
        if sum(settled) > 1 and not draft.ownerless:
            typed = "+".join(squeeze(cell) for _, cell in draft.share_cells)
            self._note(draft, "shares_exceed_whole", "share", draft.unit.row, typed, str(sum(settled)))

    def _joint_in_spite(self, parts: list[Fraction], joint_said: bool, draft: Draft) -> bool:
        """Shares typed although all own everything together: 100% on each line beside 共同共有, or once in a merged
        cell."""
        whole = all(p == 1 for p in parts)
        return whole and (joint_said or draft.share_once)

    # --- findings ---------------------------------------------------------------------------------------------------

    def _note(self, draft: Draft, kind: str, where: str, line: int, value: str, detail: str = "") -> None:
        draft.found.append(self._problem(draft, kind, where, line, value, detail))

    def _problem(self, draft: Draft, kind: str, where: str, line: int, value: str, detail: str) -> Problem:
        column = self.columns.get(where)
        if column is None:
            column = self.columns.get("address", self.columns.get("room", 0))
        shown = number_text(value) if isinstance(value, Number) else narrow(value)
        return Problem(draft.unit.row, draft.unit.code, letter(column), kind, line, shown[:80], detail)
