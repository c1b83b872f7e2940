"""The settlement cockpit at a desk, the explanation on the owner's phone, the same books for strangers."""

from __future__ import annotations

import datetime as dt
import json

from sanguanjia.access.models import Account
from sanguanjia.funds import jobs, queries, settlements
from sanguanjia.funds.models import Deposit, Settlement
from sanguanjia.funds.proof import verify
from sanguanjia.funds.proof.export import estates_with_books, export
from sanguanjia.funds.types import Kind

from .conftest import TODAY
from .interest_scene import account, deposit_in, lay
from .test_pages import browser

CERTIFICATE = {
    "number": "CD-77", "principal": "1,000,000", "starts_on": "2021-05-15", "matures_on": "2024-05-15",
    "term_years": "3", "contract_rate": "3.25%", "benchmark_rate": "2.75", "basis": "years",
}  # fmt: skip
ADVICE = {"last": "2024-05-15", "bank_fen": "97,500.00", "business_date": "2024-05-15", "voucher": "LX-5"}


def test_from_the_certificate_to_the_owners_phone(books):
    officer = browser(books.city.person("fund_officer"))
    second = browser(Account.objects.get(pk=books.approver.account_id))
    home = books.city.district.pk
    deposit_in(books, books.estate_id, "3-1-1403", 300, dt.date(2021, 5, 1))
    deposit_in(books, books.estate_id, "3-1-1404", 100, dt.date(2022, 5, 15))
    assert "还没有登记存单" in officer.get("/funds/interest/").content.decode()
    bad = officer.post(f"/funds/interest/{home}/certificate/", {"contract_rate": "much", "term_years": "x"})
    for words in ("金额不对", "“起息日”", "“计息方式”", "不是存期"):
        assert words in bad.content.decode(), words
    answer = officer.post(f"/funds/interest/{home}/certificate/", CERTIFICATE | {"bank": books.bank_id})
    assert answer.status_code == 302, answer.content.decode()
    assert Deposit.objects.get(estate_id=home).contract_rate * 10_000 == 325
    page = officer.get(answer.url).content.decode()
    assert "3.25%" in page
    assert officer.post(f"{answer.url}settle/", {}).status_code == 422
    short = officer.post(f"{answer.url}settle/", ADVICE | {"bank_fen": "97,499.99"})
    assert "按存单计算是 97,500.00 元" in short.content.decode()
    there = officer.post(f"{answer.url}settle/", ADVICE).url
    waiting = officer.get(there).content.decode()
    assert "正在计算分配" in waiting
    assert json.loads(officer.get(f"{there}progress/").content)["state"] == "running"
    row = Settlement.objects.get(estate_id=home)
    jobs.work_on(home, row.pk)
    shown = officer.get(there).content.decode()
    for words in ("82,500.00", "15,000.00", "山水文园", "这是您录入的", "增值收益"):
        assert words in shown, words
    seal = {"seal": settlements.settlement(home, row.pk).seal}
    assert officer.post(f"{there}approve/", seal).status_code == 422
    assert officer.post(f"{there}burn/", {}).status_code == 404
    assert second.post(f"{there}approve/", seal).status_code == 302
    jobs.work_on(home, row.pk)
    assert "1 个小区都已记账" in officer.get(there).content.decode()
    assert "已完成" in officer.get("/funds/interest/").content.decode()

    owner, unit = browser(books.city.person("owner")), account(books.estate_id, Kind.UNIT, "3-1-1403")
    entry = queries.entries(books.estate_id)[0]
    link = f"/funds/{books.estate_id}/account/{unit}/interest/{entry.id}/"
    assert link in owner.get("/funds/mine/").content.decode()
    why = owner.get(link).content.decode()
    said = ("存单 CD-77", "1,000,000.00", "3.25%", "2.75%", "1096 天", "取整后余下", "与记账时用的权数相同", "株洲")
    for words in said:
        assert words in why, words
    pool = account(books.estate_id, Kind.POOL)
    assert (
        "各幢统筹账户" in officer.get(f"/funds/{books.estate_id}/account/{pool}/interest/{entry.id}/").content.decode()
    )
    other = account(books.estate_id, Kind.UNIT, "3-1-1404")
    assert owner.get(f"/funds/{books.estate_id}/account/{other}/interest/{entry.id}/").status_code == 403
    assert owner.get(f"/funds/{books.estate_id}/account/{unit}/interest/1/").status_code == 404


def test_put_aside_on_the_page(books):
    interest = lay(books)
    ref = interest.prepare()
    officer, there = browser(books.city.person("fund_officer")), f"/funds/interest/{interest.home_id}/{ref.id}/"
    assert officer.post(f"{there}drop/", {"reason": ""}).status_code == 422
    assert officer.post(f"{there}drop/", {"reason": "回单有误"}).status_code == 302
    assert "已撤下" in officer.get(there).content.decode()


def test_the_books_for_strangers(books, tmp_path):
    interest = lay(books)
    interest.settle()
    deposit_in(books, interest.home("cousin"), "3-1-1403", 55, TODAY)
    first = dt.date(2021, 5, 1)
    wanted = estates_with_books()
    assert set(wanted) == {interest.home(at) for at in ("estate", "sibling", "cousin")}
    done = export(wanted, first, TODAY, tmp_path / "all")
    answer = verify.verify(tmp_path / "all")
    assert (answer["ok"], answer["entries"], answer["root"]) == (True, done.entries, done.root), answer
    assert done.entries == 8
    late = export(wanted[:1], dt.date(2024, 5, 1), TODAY, tmp_path / "late")
    assert verify.verify(tmp_path / "late")["ok"]
    assert late.entries == 1
    line = json.loads((tmp_path / "all" / "allocations.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (line["doors_fen"], line["pool_fen"], line["contract"]) == (8_250_000, 1_500_000, "0.0325000")
