"""The pieces: all shown on the style page, all described, all escaping; the frame's weight and content policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client

from sanguanjia.kernel.wording import Said
from sanguanjia.look import types as t
from sanguanjia.look.jinja import PIECES
from sanguanjia.look.pages import samples

ROOM = Path(__file__).parents[1]
TEMPLATES = ROOM / "jinja2" / "look"
STYLE_PAGE = "".join((TEMPLATES / name).read_text() for name in ("style.html", "style_desk.html", "style_row.html"))
SHOWN_ELSEWHERE = {"draft_done", "field"}  # an invisible marker; a chooser between the fields that are all shown


def render(source: str, **context: object) -> str:
    return engines["jinja2"].from_string(source).render(context)


@pytest.mark.parametrize("piece", sorted(set(PIECES) - SHOWN_ELSEWHERE))
def test_every_piece_is_on_the_style_page(piece: str) -> None:
    assert f"ui.{piece}(" in STYLE_PAGE


@pytest.mark.parametrize("piece", sorted(PIECES))
def test_every_piece_is_in_the_readme(piece: str) -> None:
    assert f"ui.{piece}(" in (ROOM / "README.md").read_text()


def test_every_icon_of_the_sprite_is_shown_and_none_is_missing() -> None:
    drawn = re.findall(r'<symbol id="([a-z]+)"', (ROOM / "static/look/icons.svg").read_text())
    assert sorted(drawn) == sorted(samples.ICONS)
    used = set(re.findall(r'icon\("([a-z]+)"', "".join(p.read_text() for p in TEMPLATES.rglob("*.html"))))
    assert used <= set(drawn)


def test_no_template_of_any_room_breaks_the_content_policy() -> None:
    offending = []
    for page in ROOM.parent.glob("*/jinja2/**/*.html"):
        source = page.read_text()
        if re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|(?:src|href)=\"(?:https?:)?//", source):
            offending.append(str(page.relative_to(ROOM.parent)))
    assert offending == []


@pytest.mark.parametrize(
    "source",
    [
        '{{ ui.status("new", x) }}',
        '{{ ui.notice("info", x) }}',
        "{{ ui.empty(x) }}",
        '{{ ui.text("a", x, x, x, x) }}',
        "{{ ui.facts(((x, x),)) }}",
        "{{ ui.table((x,), ((x,),), x) }}",
        "{% call ui.panel(x) %}{{ x }}{% endcall %}",
        '{{ ui.select("a", x, ((x, x),), x) }}',
        '{{ ui.radios("a", x, ((x, x, x),), x, x, x) }}',
        "{{ x | paragraphs }}",
    ],
)
def test_what_people_typed_is_escaped(source: str) -> None:
    assert "<script" not in render(source, x='"><script>alert(1)</script>')


def test_a_refusal_leads_to_its_field_and_takes_focus() -> None:
    html = render("{{ ui.refusals(items) }}", items=[Said("missing", "what", "请写明发生了什么。", "一两句话就行。")])
    assert 'href="#f-what"' in html
    assert "data-focus" in html
    assert "一两句话就行。" in html
    assert render("{{ ui.refusals(()) }}").strip() == ""


def test_a_field_ties_label_hint_and_error_to_the_input() -> None:
    html = render('{{ ui.text("phone", "联系电话", hint="11 位", error="少一位") }}')
    assert '<label for="f-phone">' in html
    assert 'aria-describedby="h-phone e-phone"' in html
    assert 'aria-invalid="true"' in html


def test_a_report_that_does_not_add_up_says_so() -> None:
    report = t.RowReport(counts=(("可导入", 10, "done"), ("错误", 1, "late")), total=12)
    assert not report.balanced
    assert "合计对不上" in render("{{ ui.row_report(r) }}", r=report)
    assert "合计对不上" not in render("{{ ui.row_report(r) }}", r=samples.REPORT)


def test_the_clock_says_its_words_and_its_due_moment() -> None:
    html = render("{{ ui.clock(c) }}", c=samples.CLOCKS[0])
    assert re.sub(r"<[^>]+>", "", html).replace("\n", "").strip().startswith("还有 2 个工作日 · ")
    assert 'title="2026-06-30 17:30:00"' in html


def test_the_timeline_tells_past_from_future() -> None:
    html = render("{{ ui.timeline(e, f) }}", e=samples.TIMELINE, f=samples.FUTURE)
    assert html.count('class="future"') == 2
    assert html.index("报事：楼道灯不亮") < html.index("社区答复处理办法")


def test_css_js_and_icons_are_light() -> None:
    weight = sum(
        (ROOM / "static/look" / name).stat().st_size for name in ("look.css", "sgj.js", "icons.svg", "mark.svg")
    )
    assert weight < 60_000  # a resident's page adds its own text and must stay below 120 KB


@pytest.mark.django_db
def test_the_display_settings_are_kept_and_lead_back(client: Client) -> None:
    answer = client.post("/look/prefs/", {"theme": "dark", "type": "large", "next": "/look/desk/"})
    assert answer["Location"] == "/look/desk/"
    page = client.get("/look/").content.decode()
    assert 'data-theme="dark"' in page
    assert '<html lang="zh-CN" class="resident large"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_display_settings_lead_nowhere_else(client: Client, target: str) -> None:
    assert client.post("/look/prefs/", {"theme": "dark", "next": target})["Location"] == "/"


@pytest.mark.django_db
def test_every_answer_carries_the_content_policy(client: Client) -> None:
    assert client.get("/look/")["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.django_db
def test_an_unknown_address_is_answered_in_plain_chinese(client: Client) -> None:
    answer = client.get("/gibt-es-nicht/")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()
