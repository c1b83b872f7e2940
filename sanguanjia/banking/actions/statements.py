"""Take a bank's statement: all of it or nothing, only what adds up, and nothing twice."""

from __future__ import annotations

from sanguanjia.banking.formats import formats
from sanguanjia.banking.models import BankLine, BankStatement
from sanguanjia.banking.permissions import may_reconcile
from sanguanjia.banking.queries import reconciling
from sanguanjia.banking.rules.statements import believed, joined
from sanguanjia.banking.sheets.sandbox import read_statement
from sanguanjia.banking.types import Fault, Period, Statement, StatementRef
from sanguanjia.funds.models import FundBook
from sanguanjia.funds.store import account_of
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.registry.actions.rosters import Upload

_MOST_FAULTS = 200


@act("banking.import_statement")
def import_statement(deed: Deed, *, estate_id: int, account_id: int, form: str, upload: Upload) -> StatementRef:
    """`form`: code of a file in `formats`. The same file again answers with the first import and changes nothing.

    Refuses not_permitted, not_found, bank_form_unknown, bank_sheet_unfit, and everything that is wrong with the
    statement at once, by row and column (bank_row).
    """
    deed.permit(may_reconcile, home_of("estate_id")(estate_id=estate_id))
    reconciling.control_account(estate_id, account_id)
    if form not in formats():
        refuse("bank_form_unknown", "form")
    FundBook.objects.select_for_update().filter(estate_id=estate_id).first()  # one statement of an estate at a time
    known = BankStatement.objects.filter(estate_id=estate_id, account_id=account_id, file_hash=upload.sha256).first()
    if known is not None:
        deed.touched(known, before=row_digest(known))
        return StatementRef(known.pk, estate_id, known.lines, 0)
    statement, faults = believed(read_statement(upload.path, formats()[form]), clock.today())
    if statement is None:
        raise Refusal(_reasons(faults))
    fresh = _fresh(estate_id, account_id, statement)
    row = BankStatement(
        estate_id=estate_id, account_id=account_id, form=form, first=statement.first, last=statement.last,
        opening_fen=statement.opening, closing_fen=statement.closing, lines=len(statement.lines), fresh=len(fresh),
        file_hash=upload.sha256, file_name=upload.name[-120:], imported_by=account_of(deed), imported_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    _keep_lines(deed, row, statement, fresh)
    return StatementRef(row.pk, estate_id, row.lines, row.fresh)


def _fresh(estate_id: int, account_id: int, statement: Statement) -> tuple[int, ...]:
    told = BankLine.objects.filter(estate_id=estate_id, account_id=account_id).values_list("key", "day", "fen")
    periods = [
        Period(row.first, row.last, row.opening_fen, row.closing_fen)
        for row in reconciling.statements(estate_id, account_id)
    ]
    fresh, faults = joined(statement, {key: (day, fen) for key, day, fen in told}, periods)
    if faults:
        raise Refusal(_reasons(faults))
    return fresh


def _keep_lines(deed: Deed, row: BankStatement, statement: Statement, fresh: tuple[int, ...]) -> None:
    made = [
        BankLine(
            estate_id=row.estate_id, account_id=row.account_id, statement_id=row.pk, row=line.row,
            key=statement.keys[place], day=line.day, fen=line.fen, balance_fen=line.balance, serial=line.serial,
            words=line.words,
        )
        for place, line in ((place, statement.lines[place]) for place in fresh)
    ]  # fmt: skip
    if made:
        BankLine.objects.bulk_create(made, batch_size=2000)
        deed.made(BankLine, [line.pk for line in made])


def _reasons(faults: tuple[Fault, ...]) -> list[Reason]:
    """Every fault with its place: row 0 where it stands in no row."""
    return [
        Reason("bank_row", "file", {
            "row": fault.cell.row if fault.cell else 0, "column": fault.cell.column if fault.cell else "",
            "fault": fault.code, "facts": dict(fault.data or {}),
        })
        for fault in faults[:_MOST_FAULTS]
    ]  # fmt: skip
