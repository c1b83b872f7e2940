"""The pages of the fund, from the first opening of the books to what an owner reads on a phone."""

from __future__ import annotations

import io

from django.test import Client

from sanguanjia.funds import queries
from sanguanjia.funds.types import Kind


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_from_a_sheet_to_the_owners_phone(books):
    officer = browser(books.city.person("fund_officer"))
    second = browser(books.city.people["fund_officer", "estate"].__class__.objects.get(pk=books.approver.account_id))
    here, bank = f"/funds/{books.estate_id}/", books.account(Kind.BANK)
    assert "山水文园" in officer.get("/funds/").content.decode()
    file = io.BytesIO('房号,余额\n3-1-1403,"8,000.05"\n3-1-1404,10\n'.encode())
    file.name = "期初.csv"
    answer = officer.post(f"{here}opening/", {"day": "2024-04-30", "bank": bank, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    preview = officer.get(answer.url).content.decode()
    assert "8,000.05" in preview
    assert "这是您录入的" in preview
    draft = queries.drafts(books.estate_id)[0]
    assert officer.post(f"{answer.url}approve/", {"seal": draft.seal}).status_code == 422
    assert "核对无误" in second.get(answer.url).content.decode()
    assert second.post(f"{answer.url}approve/", {"seal": draft.seal}).status_code == 302
    assert "已由第" not in officer.get(here).content.decode()

    typed = {
        "kind": "top_up",
        "door": "3-1-1403",
        "amount": "1,000",
        "day": "2024-05-10",
        "bank": bank,
        "receipt": "P7",
    }
    answer = officer.post(f"{here}deposit/", typed)
    second.post(f"{answer.url}approve/", {"seal": queries.drafts(books.estate_id)[0].seal})
    mine = browser(books.city.person("owner")).get("/funds/mine/").content.decode()
    for words in ("9,000.05", "期初余额导入", "续交", "+1,000.00", "3-1-1403", "统筹账户", "第165号"):
        assert words in mine, words
    assert "3-1-1404" not in mine

    entry = queries.entries(books.estate_id)[0]
    page = officer.get(f"{here}entry/{entry.id}/").content.decode()
    assert "冲销这一笔" in page
    answer = officer.post(f"{here}entry/{entry.id}/reverse/", {"day": "2024-05-15", "reason": "重复"})
    second.post(f"{answer.url}approve/", {"seal": queries.drafts(books.estate_id)[0].seal})
    assert "已由第 3 号冲销" in officer.get(f"{here}entry/{entry.id}/").content.decode()
    account = browser(books.city.person("owner")).get(
        f"{here}account/{books.account(Kind.UNIT, '3-1-1403')}/?day=2024-05-10"
    )
    assert "9,000.05" in account.content.decode()

    answer = officer.post(f"{here}close/", {"period": "month", "until": "2024-05-14"})
    second.post(f"{answer.url}approve/", {"seal": queries.drafts(books.estate_id)[0].seal})
    assert "月结至" in officer.get(here).content.decode()


def test_what_is_refused_is_said_in_words(books):
    officer = browser(books.city.person("fund_officer"))
    here, bank = f"/funds/{books.estate_id}/", books.account(Kind.BANK)
    answer = officer.post(f"{here}deposit/", {"door": "9-9", "amount": "x", "receipt": ""})
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("没有“9-9”这一户的账户", "金额不对", "到账日期", "种类"):
        assert words in text
    file = io.BytesIO("房号,余额\n3-1-1403,x\n9-9-9,1\n".encode())
    file.name = "期初.csv"
    text = officer.post(f"{here}opening/", {"day": "2024-04-30", "bank": bank, "file": file}).content.decode()
    assert "第 2 行：金额不对（x）" in text
    assert "第 3 行：小区里没有这一户的账户（9-9-9）" in text
    assert "没有选择文件" in officer.post(f"{here}opening/", {"day": "2024-04-30", "bank": bank}).content.decode()
    assert officer.post(f"{here}close/", {}).status_code == 422
    assert officer.post(f"{here}open/", {"bank": ""}).status_code == 422
    draft = books.deposit(5)
    url = f"{here}draft/{draft.id}/"
    assert officer.post(f"{url}drop/", {"reason": ""}).status_code == 422
    assert officer.post(f"{url}burn/", {}).status_code == 404
    assert officer.post(f"{url}drop/", {"reason": "录错"}).status_code == 302
    assert "已撤下" in officer.get(url).content.decode()


def test_an_owner_sees_the_own_home_only(books):
    owner = browser(books.city.person("owner"))
    other = books.account(Kind.UNIT, "3-1-1404")
    assert owner.get(f"/funds/{books.estate_id}/account/{other}/").status_code == 403
    assert owner.get(f"/funds/{books.estate_id}/account/{books.account(Kind.BANK)}/").status_code == 403
    assert owner.get(f"/funds/{books.estate_id}/").status_code == 403
    stranger = browser(books.city.person("owner", "abroad")).get("/funds/mine/").content.decode()
    assert "还没有在这里建账" in stranger
    nobody = browser(books.city.person("hotline_operator")).get("/funds/mine/").content.decode()
    assert "还没有认领房屋" in nobody
