"""The pages of papers: forms, certificates anybody can check, lists and files, questions, the centre's desk."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client

from sanguanjia.funds import actions, jobs, papers, queries
from sanguanjia.funds.models import FundPaper, FundQuestion
from sanguanjia.funds.types import Kind
from sanguanjia.look.tests.test_pdf import text_of

from .test_pages import browser
from .test_papers import DOOR, frozen, paid  # noqa: F401


@pytest.fixture
def pages(paid):  # noqa: F811
    """The books, the office's browser and the address of the estate's books."""
    return paid, browser(paid.city.person("fund_officer")), f"/funds/{paid.estate_id}/"


def text(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_court_freezes_then_deducts(pages):
    books, officer, here = pages
    form = {
        "door": DOOR,
        "amount": "1,000",
        "court": "天元区人民法院",
        "document": "执1号",
        "since": "2024-05-15",
        "until": "",
    }
    answer = officer.post(f"{here}papers/new/freeze/", form)
    assert answer.status_code == 422
    assert "到期日" in answer.content.decode()
    answer = officer.post(f"{here}papers/new/freeze/", {**form, "amount": "9,000", "until": "2024-11-14"})
    assert "可以冻结的只有 6,344.64 元" in answer.content.decode()
    answer = officer.post(f"{here}papers/new/freeze/", {**form, "until": "2024-11-14"})
    assert answer.status_code == 302
    freeze = answer.url
    assert "冻结中" in text(officer.get(freeze))
    assert officer.post(f"{freeze}deduct/", {"document": "", "amount": "2,000", "day": "2024-05-15"}).status_code == 422
    bank = books.account(Kind.BANK)
    answer = officer.post(f"{freeze}deduct/", {"document": "扣1", "amount": "400", "day": "2024-05-15", "bank": bank})
    assert "天元区人民法院 扣1 扣划" in text(officer.get(answer.url))
    assert officer.post(f"{freeze}extend/", {"document": "续1", "until": "2025-01-01"}).status_code == 302
    assert officer.post(f"{freeze}lift/", {"document": "解1"}).status_code == 302
    assert "已解除" in text(officer.get(freeze))
    assert officer.post(f"{freeze}other/", {}).status_code == 404
    assert "执1号" in text(officer.get(f"{here}papers/"))


def test_a_certificate_is_printed_downloaded_and_checked_by_a_stranger(pages):
    books, officer, here = pages
    answer = officer.post(f"{here}papers/new/gate/", {"door": DOOR, "purpose": "transfer", "evidence": ""})
    page = text(officer.get(answer.url))
    row = FundPaper.objects.get(estate_id=books.estate_id, kind="gate")
    assert "6,344.64 元" in page
    assert papers.code_words(row) in page
    said = text_of(officer.get(f"{answer.url}?as=pdf").content)
    assert papers.code_words(row) in said.replace("\n", "")
    stranger, number = Client(), f"{books.estate_id}-{row.number}"
    assert "核验编号" in text(stranger.get("/funds/check/"))
    found = text(stranger.get("/funds/check/", {"number": number, "code": papers.code_words(row)}))
    assert "是本平台开具的证明" in found
    assert "山水文园" in found
    wrong = text(stranger.get("/funds/check/", {"number": number, "code": "0000"}))
    assert "没有查到" in wrong
    assert "6,344.64" not in wrong
    owner, neighbour = browser(books.city.person("owner")), browser(books.city.neighbour())
    assert owner.get(answer.url).status_code == 200
    assert neighbour.get(answer.url).status_code == 403
    assert "一户" in officer.post(f"{here}papers/new/gate/", {"door": "9-9", "purpose": "transfer"}).content.decode()


def test_every_form_opens_and_refuses_what_is_empty(pages):
    _, officer, here = pages
    for kind in ("sale", "area", "refund", "reshape", "bank_change", "assess"):
        assert "没有办成" not in text(officer.get(f"{here}papers/new/{kind}/"))
        assert officer.post(f"{here}papers/new/{kind}/", {}).status_code == 422
    assert officer.get(f"{here}papers/new/other/").status_code == 404


def test_top_ups_are_listed_and_each_door_has_its_notice(pages):
    books, officer, here = pages
    frozen(books, 500_000)
    assert "没有要续交的" in text(officer.get(f"{here}top-up/"))
    assert officer.get(f"{here}top-up/{books.account(Kind.UNIT, DOOR)}/").status_code == 404
    _spend(books, 500_000)
    page = text(officer.get(f"{here}top-up/"))
    assert "559.00" not in page
    assert "1,344.64" in page
    notice = f"{here}top-up/{books.account(Kind.UNIT, DOOR)}/"
    assert "低于首期交存" in text(officer.get(notice))
    assert "6,344.64" in text_of(officer.get(f"{notice}?as=pdf").content)
    assert DOOR in text_of(officer.get(f"{here}top-up/?as=pdf").content)
    assert officer.get(f"{here}top-up/?as=xlsx").status_code == 200
    assert "山水文园：1 户" in text(officer.get("/funds/desk/"))


def _spend(books, fen):
    freeze = papers.freezes(books.estate_id)[0]
    ref = actions.prepare_deduction(
        books.author, estate_id=books.estate_id, freeze_id=freeze.pk, bank_account_id=books.account(Kind.BANK), fen=fen,
        business_date=freeze.since, document="扣9",
    )  # fmt: skip
    draft = queries.draft(books.estate_id, ref.draft_id)
    actions.approve(books.approver, estate_id=books.estate_id, draft_id=draft.pk, seal=draft.seal)


def test_a_year_of_tables_and_an_owners_statement_as_files(pages):
    from openpyxl import load_workbook

    books, officer, here = pages
    page = text(officer.get(f"{here}tables/2024/"))
    assert "相差 0.00 元" in page
    sheet = load_workbook(io.BytesIO(officer.get(f"{here}tables/2024/?as=xlsx").content)).active
    rows = list(sheet.values)
    assert rows[-2] == ("合计", None, None, "0.00 元", "6,344.64 元", "0.00 元", "0.00 元", "6,344.64 元")
    assert rows[-1][-1] == "6,344.64 元"
    said = text_of(officer.get(f"{here}tables/2024/?as=pdf").content)
    assert "两者相等" in said
    assert DOOR in said
    assert officer.get(f"{here}tables/1990/").status_code == 404
    owner = browser(books.city.person("owner"))
    statement = f"{here}account/{books.account(Kind.UNIT, DOOR)}/year/2024/?as=pdf"
    assert "期末余额" in text_of(owner.get(statement).content)


def test_an_owner_asks_on_the_phone_and_reads_the_answer(pages):
    books, officer, here = pages
    owner, account = browser(books.city.person("owner")), f"{here}account/{books.account(Kind.UNIT, DOOR)}/"
    assert "有疑问，提问" in text(owner.get("/funds/mine/"))
    assert owner.post(f"{account}ask/", {"text": ""}).status_code == 422
    assert owner.post(f"{account}ask/", {"text": "利息什么时候结？"}).status_code == 302
    assert "等待答复" in text(owner.get(account))
    assert "利息什么时候结？" in text(officer.get("/funds/questions/"))
    question = FundQuestion.objects.get(estate_id=books.estate_id)
    assert officer.post(f"{here}questions/{question.pk}/", {"answer": ""}).status_code == 422
    assert officer.post(f"{here}questions/{question.pk}/", {"answer": "到期后三天内。"}).status_code == 302
    assert "到期后三天内。" in text(owner.get(account))


def test_a_balance_as_known_then_and_as_known_now(pages):
    books, officer, here = pages
    account = f"{here}account/{books.account(Kind.UNIT, DOOR)}/"
    page = text(officer.get(account, {"day": "2024-05-15", "known": "2024-05-14"}))
    assert "当时所知" in page
    assert page.count("6,344.64") >= 2
    assert "0.00" in page


def test_the_chain_is_shown_beside_the_papers(pages):
    _, officer, here = pages
    jobs.roots_of_the_day()
    assert "记账链" in text(officer.get(f"{here}papers/"))


def test_the_desk_shows_what_waits(pages):
    books, officer, _ = pages
    frozen(books, until=dt.date(2024, 5, 20))
    books.deposit(5, receipt="PJ-7")
    page = text(officer.get("/funds/desk/"))
    assert "票据 PJ-7" in page
    assert "天元区" not in page
    assert "法院冻结，1,000.00 元" in page
    assert "2024 年 5 月" in page
