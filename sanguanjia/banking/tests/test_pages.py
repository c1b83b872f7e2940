"""The pages of the fund office, from a bank's file to the Excel sheet."""

from __future__ import annotations

import io

from sanguanjia.banking.queries import reconciling
from sanguanjia.funds.tests.test_pages import browser
from sanguanjia.funds.types import Kind

from .test_reconcile import MAY, deposited


def file(text: str) -> io.BytesIO:
    made = io.BytesIO(text.encode("gb18030"))
    made.name = "对账单.csv"
    return made


def test_from_the_banks_file_to_the_sheet(books):
    deposited(books)
    officer, bank = browser(books.city.person("fund_officer")), books.account(Kind.BANK)
    here = f"/banking/{books.estate_id}/"
    account = f"{here}account/{bank}/"
    assert "山水文园" in officer.get("/banking/").content.decode()
    assert "还没有对账单" in officer.get(here).content.decode()
    answer = officer.post(f"{account}statement/", {"form": "two_columns", "file": file(MAY.replace("99.50", "9.50"))})
    assert answer.status_code == 422
    assert "第 5 行 D 列" in answer.content.decode()
    assert "没有选择文件" in officer.post(f"{account}statement/", {"form": "two_columns"}).content.decode()
    assert officer.post(f"{account}statement/", {"form": "two_columns", "file": file(MAY)}).status_code == 302
    page = officer.get(account).content.decode()
    for words in ("手续费", "自动核对", "-0.50" if "-0.50" in page else "−0.50", "录入交存"):
        assert words in page, words
    assert officer.post(f"{account}match/rule/").status_code == 302
    desk = reconciling.desk(books.estate_id, bank)
    fee = next(i for i, line in desk.lines.items() if line.fen == -50)
    text = officer.post(f"{account}match/explain/", {"line": fee, "reason": "费", "cause": ""}).content.decode()
    assert "checked" in text
    assert officer.post(f"{account}match/hand/", {"line": fee, "reason": "费"}).status_code == 422
    assert officer.post(f"{account}match/explain/", {"line": fee, "reason": "费", "cause": "fee"}).status_code == 302
    assert officer.post(f"{account}match/burn/", {}).status_code == 404
    assert "相差的都写明了原因" in officer.get(account).content.decode()
    made = next(match for match in reconciling.matches(books.estate_id, bank) if match.cause)
    assert officer.post(f"{account}undo/{made.id}/", {"reason": ""}).status_code == 422
    assert officer.post(f"{account}undo/{made.id}/", {"reason": "写错"}).status_code == 302
    assert "撤销过的" in officer.get(account).content.decode()
    sheet = officer.get(f"{account}sheet/")
    assert sheet.status_code == 200
    assert sheet["Content-Type"].endswith("sheet")
    deposit = officer.get(f"/funds/{books.estate_id}/deposit/?kind=top_up&amount=1.00&receipt=S3").content.decode()
    assert 'value="S3"' in deposit
