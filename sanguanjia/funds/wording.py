"""The fund in plain Chinese: refusals, steps of explanations, terms, clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanguanjia.kernel.area import square_metres
from sanguanjia.kernel.money import yuan
from sanguanjia.kernel.refusal import Reason

from . import paper_wording as _papers
from .types import Step

SENTENCES: dict[str, tuple[str, str]] = {
    # calc interest, calc allocate
    "bad_fen": ("“{label}”写的“{given}”不是金额。", "请写不小于 0 的整数，单位是分。"),
    "bad_rate": ("“{label}”写的“{given}”不是年利率。", "请写成字符串，例如 \"0.0275\" 表示 2.75%。"),
    "bad_years": ("“{given}”不是存期。", "请写大于 0 的整数年；不满整年的请写起止日期。"),
    "years_or_dates": ("存期和起止日期只能写一种。", "请去掉 years，或去掉 from 和 to。"),
    "ends_before_it_begins": ("到期日早于起息日。", "请核对 from 和 to。"),
    "bad_convention": ("“{given}”不是计息方式。", "请写成 {{\"basis\": \"act/360\", \"round\": \"half_up\"}}。"),
    "bad_basis": ("没有“{given}”这种计息基础。", "可用 years、act/360、act/365、30/360。"),
    "bad_rounding": ("没有“{given}”这种取整办法。", "这里只用 half_up（四舍五入到分）。"),
    "basis_needs_dates": ("按“{given}”计息要数天数。", "请写起止日期 from 和 to。"),
    "not_whole_years": ("起止日期之间不是整年，不能按年计息。", "请改用 act/360、act/365 或 30/360。"),
    "bad_areas": ("各户面积的写法不对。", "请写成 {{\"101\": \"88.12\"}}。"),
    "bad_area_text": ("“{given}”不是面积。", "请写成字符串，单位平方米，最多两位小数，例如 \"88.12\"。"),
    "door_without_code": ("有一户没有写房号。", "请写上房号。"),
    "no_area": ("各户面积合计为 0，无法分摊。", "请核对面积。"),
    "bad_doors": ("“{label}”应是房号的列表。", "请写成 [\"101\", \"102\"]。"),
    "unknown_door": ("面积表里没有“{given}”这一户。", "请核对房号。"),
    "deposits_only_with_public": ("没有公有住房，却写了双方交存的维修资金。", "请写明哪些户是售后公有住房，或去掉这一项。"),
    "bad_deposits": ("双方交存的维修资金写法不对。", "请写成 {{\"owners\": 分, \"seller\": 分}}。"),
    "no_deposits": ("业主和售房单位都没有交存维修资金，无法按比例分。", "请核对金额。"),
    "fund_no_rule": ("{day}这一天，{place}没有“{key}”的规则。", "请核对地点和日期，或换用其他规则包。"),
    "fund_rule_unknown": ("{version} 的内容本平台不认识，不能据此计算。", "请核对规则包。"),
    # first deposits, top-up, public income
    "not_positive": ("“{name}”要大于 0。", "请核对。"),
    "deposit_rate_out_of_bounds": ("比例 {rate} 不在 {low} 至 {high} 之间。", "请按当地公布的标准填写。"),
    "deposit_not_paid": ("首期维修资金还差 {short_fen} 元，不能办理“{purpose}”。", "请先到专户银行交存。"),
    "seller_share_too_low": ("售房单位提取的比例 {rate} 低于 {least}。", "请按规定提取。"),
    "not_payable": ("“{cause}”的费用不能用维修资金支付。", "请由责任人承担。"),
    "not_investable": ("维修资金不能这样投资：{fault}。", "只能购买新发行的国债并持有到期，且须业主同意。"),
    # books
    "fund_no_books": ("这个小区还没有建账。", "请先由维修资金管理中心建账。"),
    "fund_no_bank": ("请选择专户银行。", "专户银行要先登记为银行单位。"),
    "fund_nothing_to_open": ("各户都已有账户，没有要新开的。", ""),
    "fund_bad_amount": ("金额不对。", "请填写大于 0 的金额，最多两位小数，例如 12,000.00。"),
    "fund_day_ahead": ("{day} 还没有到。", "请填写今天或更早的日期。"),
    "fund_period_closed": ("{until} 及以前已经结账，不再记账。", "请记在未结账的日期，并在事由中写明原来的日期。"),
    "fund_no_seller": ("没有这个售房单位。", "请从列表里选择；没有登记的，先请管理员在“单位”里登记。"),
    "fund_door_is_public": ("“{door}”已经是已售公有住房。", "请从房号里去掉它。"),
    "fund_door_has_moved": ("“{door}”的账户已经有收支。", "请先冲销原来的记账，再改为已售公有住房。"),
    "fund_unknown_door": ("没有“{given}”这一户的账户。", "请核对房号，例如 3-1-1403。"),
    "fund_not_a_door": ("这不是分户账。", "请选择一户。"),
    "fund_not_a_bank": ("请选择专户银行的账户。", ""),
    "fund_row": ("第 {row} 行：{fault}{given}。", "请改正表格后重新上传；没有记入任何一行。"),
    "fund_sheet_empty": ("表格里没有余额。", "请核对文件。"),
    "fund_sheet_unfit": ("这个文件读不了：{why}。", "请上传含“房号”“余额”两列的 xlsx 或 csv 表格。"),
    "fund_fact_known": ("这一笔已经记过账，是第 {number} 号。", "请核对票据号或文件，不要重复记账。"),
    "fund_fact_waiting": ("同一笔正在等待复核。", "请先复核或撤下那一笔。"),
    "fund_draft_decided": ("这一笔已经复核过或撤下了。", "请刷新页面查看。"),
    "fund_own_draft": ("不能复核自己录入的。", "请由另一位工作人员复核。"),
    "fund_seal_broken": ("内容与您看到的不一致。", "请刷新页面，重新核对后再复核。"),
    "fund_reversed_already": ("这一笔已由第 {number} 号冲销。", ""),
    "fund_reversal_reversed": ("冲销分录不能再冲销。", "请按正确的内容重新录入。"),
    "fund_no_account": ("有账户不能记账。", "请核对账户；汇总账户没有自己的余额。"),
    "fund_short": ("账户余额不足，没有记账。", "请核对金额；任何账户都不会记成负数。"),
    # deposits and their interest
    "fund_deposit_ends_early": ("到期日要晚于起息日。", "请核对存单。"),
    "fund_deposit_term": ("起息日到到期日不是整 {years} 年。", "请核对存单，或不填存期。"),
    "fund_deposit_known": ("这张存单已经登记过。", "请在存单列表中查看。"),
    "fund_deposit_settled": ("这笔存款的利息已经结清。", ""),
    "fund_settlement_open": ("这笔存款还有一次结息没有完成。", "请先复核或撤下那一次。"),
    "fund_settlement_not_now": ("这次结息现在不能这样办。", "请刷新页面查看进展。"),
    "fund_settled_already": ("这个小区已经记过这次利息。", ""),
    "fund_interest_period": ("结息要从 {first} 之后，到 {matures} 为止。", "请核对结息日。"),
    "fund_interest_day": ("活期存款这一期结息到 {day}（不计入）。", "请按结息日录入，一次结一期。"),
    "fund_no_benchmark": ("查不到起息日（{day}）的基准利率。", "请照人民银行公布的基准利率填写。"),
    "fund_interest_differs": ("银行付了 {paid} 元，按存单计算是 {reckoned} 元。", "请核对回单；确有差额的，请写明原因。"),
    "fund_nothing_weighs": ("结息期内各户都没有余额，无法分配。", "请核对存款的范围和日期，撤下后重新录入。"),
    "fund_no_pools": ("各楼幢都没有统筹账户，增值收益无处可记。", "请先在各小区开立账户，撤下后重新录入。"),
    # emergency use
    "emergency_unknown": ("“{given}”不在本地应急使用的情形之内。", "请走一般使用程序，由业主共同决定。"),
    "emergency_evidence_missing": ("应急使用还缺材料：{given}。", "请补齐后再申请。"),
    "emergency_confirmer_missing": ("应急使用还缺确认，须由{given}之一确认。", "请取得确认后再申请。"),
    # the pooled account
    "pool_not_here": ("{place} 没有统筹账户的政策。", "请按一般使用程序办理。"),
    "pool_too_few_owners": ("申请人中不同的业主有 {owners} 位，还差 {short} 位。", "须 {least} 名以上业主，或由业主委员会申请。"),
    "pool_document_missing": ("申请还缺材料：{given}。", "请补齐后再申请。"),
    "pool_lift_too_young": ("{lift} 投入使用 {years} 年，不满 {least} 年。", "请只为使用满 {least} 年的电梯申请。"),
    "pool_notice_missing": ("还没有公示。", "请先公示 {days} 日。"),
    "pool_notice_running": ("公示到 {until} 才期满。", "请期满后再支付。"),
    "pool_objection_open": ("还有 {count} 条异议没有处理。", "请先处理异议。"),
    "pool_unknown_lift": ("有电梯不在用或不在这个小区。", "请在列表中重新选择。"),
    "pool_owners_one_building": ("业主联名只能为自己这一幢的电梯申请。", "几幢一起的，请由业主委员会申请。"),
    "pool_not_in_building": ("您在这一幢没有房屋。", "请由本幢的业主申请或联名。"),
    "pool_signed_already": ("您已经联名。", "一位业主有几套房，也只算一位。"),
    "pool_noticed_already": ("已经公示过。", "要更正的，请在公示页面发布更正。"),
    "pool_paper_missing": ("还没有张贴照片。", "请在小区张贴纸质公示，并在公示页面上传照片。"),
    # works
    "work_no_place": ("没有说明维修的是哪一部分。", "请选择整个小区、某一幢或某一单元。"),
    "work_no_doors": ("这个范围内没有已建账的房屋。", "请先为各户开立账户。"),
    "work_no_area": ("{door} 没有登记面积，不能分摊。", "请先登记这一户的面积。"),
    "work_no_deposits": ("售后公有住房没有交存记录，不能划分业主和售房单位的份额。", "请先登记业主和售房单位交存的资金。"),
    "work_confirmed_already": ("您所在的一方已经确认过。", "不用再确认，等维修资金管理中心核准即可。"),
    "work_paper_unknown": ("这一情形不要这种材料。", "请按页面上列出的种类选择。"),
    "work_application_unfit": ("这件申请不能作为核准依据。", "请选择本小区已批准、还没有用过的维修资金使用申请。"),
    "work_other_authority": ("核准依据和方案的种类不一致。", "应急情形按应急使用核准，其他的要有业主共同决定。"),
    "work_other_scope": ("参加表决的范围和分摊费用的范围不一致。", "请由分摊费用的那一部分业主表决。"),
    "work_own_plan": ("不能审核自己填写的方案。", "请由另一位工作人员办理。"),
    "work_above_budget": ("合同价高于核准的预算 {budget_fen} 元。", "请重新申请，或降低合同价。"),
    "work_more_than_held": ("只预留了 {held_fen} 元，不够支付。", "请减少金额；业主欠缴和开发建设单位应付的部分另行收取。"),
    "work_not_settled": ("还没有竣工结算，不能付清。", "请先付进度款，验收、结算后再付尾款。"),
    "work_not_posted": ("应急使用的情况要先公示 {days} 日。", "请公示期满、异议答复后再支付。"),
    "work_overrun": ("结算超出核准的预算 {excess_fen} 元，当地规定要重新申请。", "请按超出部分重新申请，由业主共同决定。"),
    "work_overpaid": ("已经付出的超过结算应付的金额。", "请先追回多付的款项并冲销。"),
    "fund_not_held": ("没有预留这么多。", "请核对预留的金额。"),
    "pool_short": ("{building}统筹账户可用 {balance_fen} 元，不够支付 {amount_fen} 元。", "请减少金额；不能动用别幢的统筹账户。"),
}  # fmt: skip
SENTENCES |= _papers.SENTENCES

CONSTRAINTS: dict[str, str] = {
    **_papers.CONSTRAINTS,
    "fund_account_never_below_zero": "fund_short",
    "one_fund_entry_per_outside_fact": "key_reused",
    "a_fund_entry_is_reversed_once": "fund_draft_decided",
    "an_owner_signs_a_pool_use_once": "pool_signed_already",
    "no_more_of_a_fund_hold_is_used_than_was_reserved": "fund_not_held",
    "one_waiting_fund_draft_of_a_fact": "fund_fact_waiting",
    "one_deposit_per_number_of_a_bank": "fund_deposit_known",
    "a_period_is_settled_once": "fund_settlement_open",
    "an_estate_is_settled_once": "fund_settled_already",
}

STEPS: dict[str, str] = {
    "term_years": "存期 {counted} 年，按年利率计息",
    "term_act_360": "起息日计入、到期日不计，共 {days} 天，一年按 360 天",
    "term_act_365": "起息日计入、到期日不计，共 {days} 天，一年按 365 天",
    "term_thirty_360": "每月按 30 天、一年按 360 天，计 {counted} 天（日历天数 {days} 天）",
    "term_months": "整年整月按年、月利率，零头按天（一年 360 天）：折合 {counted} 天（日历天数 {days} 天）",
    "term_demand": "活期：起息日计入，共 {days} 天，一年按 360 天，按结息日挂牌利率计息",
    "interest_withdrawn": "{day} 提前支取 {principal_fen} 元：按支取日活期利率 {rate} 计 {days} 天，利息 {fen} 元，全部计入各户分账户",
    "interest_total": "利息合计：本金 {principal_fen} 元 × 合同利率 {rate} × {years} 年 = {exact} 元，四舍五入到分为 {fen} 元",
    "interest_doors_at_benchmark": "计入各户分账户：合同利率高于基准利率，按基准利率 {rate} 计，{exact} 元，四舍五入到分为 {fen} 元",
    "interest_doors_at_contract": "计入各户分账户：合同利率不高于基准利率，按合同利率 {rate} 计，{exact} 元，四舍五入到分为 {fen} 元",
    "interest_pool": "计入本幢统筹账户：{total} 元 − {doors} 元 = {fen} 元（增值收益）",
    "interest_distributed": "当地规定增值收益每年 {times} 次分配到户，{fen} 元全部计入各户分账户",
    "interest_before_the_rule": "这笔利息到期时统筹账户还没有设立（{since} 起），这里按设立后的算法试算",
    "interest_all_to_doors": "当地没有统筹账户，{fen} 元全部计入各户分账户滚存",
    "by_area": "费用 {cost} 元，先按建筑面积分到 {doors} 户（面积合计 {area} 平方米）",
    "public_split": "其中公有住房应摊 {whole} 元，按交存的维修资金（业主 {owners_deposit} 元、售房单位 {seller_deposit} 元）分："
    "业主 {owners} 元，售房单位 {seller} 元；业主部分再按面积分到各户",
    "unsold_pay_cash": "未售出的 {doors} 户应摊 {fen} 元，由开发建设单位或公有住房单位以现金支付，不动用分账户",
    "unsold_pay_alike": "未售出的 {doors} 户应摊 {fen} 元，与其他户一样从账户支付",
    "first_deposit": "首期交存：面积 {area} 平方米 × 每平方米造价 {per_m2} 元 × {rate}，四舍五入到分为 {fen} 元",
    "public_owner_deposit": "业主交存：面积 {area} 平方米 × 每平方米房改成本价 {per_m2} 元 × {rate}，四舍五入到分为 {fen} 元",
    "public_seller_deposit": "售房单位提取：售房款 {price} 元 × {rate}，四舍五入到分为 {fen} 元",
    "gate_open": "已足额交存，可以办理“{purpose}”",
    "gate_not_asked": "当地办理“{purpose}”不以交存维修资金为条件",
    "top_up_due": "余额 {balance_fen} 元低于首期交存 {first_fen} 元的 {share}，应当续缴",
    "no_top_up": "余额 {balance_fen} 元不低于首期交存 {first_fen} 元的 {share}，不须续缴",
    "top_up_fallback": "业主没有约定也没有决定的，补足到首期交存的 {share}，应缴 {fen} 元",
    "payable": "“{cause}”可以用维修资金支付",
    "investable": "“{kind}”可以购买",
    "overrun": "结算 {settled_fen} 元，预算 {budget_fen} 元，超出的 {excess_fen} 元要重新申请",
    "no_overrun": "结算 {settled_fen} 元，预算 {budget_fen} 元，不须重新申请",
    "emergency": "属于应急使用的“{category}”，支取前公示 {post_days} 日",
    "pool_by_committee": "由业主委员会申请",
    "pool_by_owners": "{owners} 位业主申请，不少于 {least} 位",
    "pool_lifts": "{lifts} 部电梯使用都满 {least} 年",
    "pool_pays": "公示期满且没有未处理的异议，支付 {fen} 元，余 {left_fen} 元",
    "income_to_fund": "公共收益 {income_fen} 元，至少 {fen} 元转入维修资金（{share}）",
    "income_fund_full_enough": "维修资金余额充足，公共收益 {income_fen} 元不须转入",
    "income_owners_decided": "业主大会另有决定，公共收益 {income_fen} 元从其决定",
    "income_not_mainly_for_fund": "业主没有约定主要用于维修资金，公共收益 {income_fen} 元不须转入",
    "all_of_it": "每一步按最大余数法取整到分，余数相同的房号小的在前；各部分合计就是 {cost} 元",
}  # fmt: skip

# fmt: off
ENTRY_KINDS: dict[str, str] = {
    "opening": "期初余额",
    "first_deposit": "首期交存",
    "top_up": "续交",
    "reversal": "冲销",
    "close": "结账",
    "work_payment": "维修付款",
    "interest": "利息",
    **_papers.ENTRY_KINDS,
}
ACCOUNT_KINDS: dict[str, str] = {
    "estate": "小区", "building": "楼幢", "unit": "分户账", "seller": "售房单位", "seller_building": "售房单位按幢账",
    "public_unit": "公有住房分户账", "pool": "统筹账户", "bank": "专户银行", "contractor": "施工单位", "insurer": "保险机构",
    "developer": "开发建设单位", "clearing": "待清算",
}
SETTLEMENT_STATES: dict[str, str] = {
    "weighing": "正在计算分配", "waiting": "等待复核", "running": "正在逐个小区记账", "done": "已完成", "dropped": "已撤下",
}
BASES: dict[str, str] = {
    "years": "按整年", "act/360": "按天数，一年 360 天", "act/365": "按天数，一年 365 天", "30/360": "每月 30 天，一年 360 天",
    "months": "整年整月加零头天数", "demand": "活期，按季结息",
}
PERIODS: dict[str, str] = {"day": "日结", "month": "月结", "interest_day": "结息日", "year": "年结"}
CLAUSE_KEYS: dict[str, str] = {"first_deposit": "fund.deposit.first.rate", "top_up": "fund.topup.trigger",
                               "interest": "fund.interest.destination", **_papers.CLAUSE_KEYS}
"""The policy that a kind of entry rests on, for the why of a movement."""
FINDINGS: dict[str, str] = {
    "opening_no_door": "没有写房号",
    "opening_unknown_door": "小区里没有这一户的账户",
    "opening_door_twice": "这一户前面已经写过",
    "opening_account_moved": "这一户已经有过收支，不能再导入期初余额",
    "opening_bad_amount": "金额不对",
}
UNFIT: dict[str, str] = {
    "no_file": "没有选择文件",
    "no_header": "没有找到“房号”和“余额”两列", "empty": "文件是空的", "wrong_type": "不是 xlsx 或 csv 表格",
    "too_large": "文件太大", "zip_bomb": "压缩内容异常", "formula": "含有公式", "external_link": "含有外部链接",
}

PAPER_KINDS, FREEZE_STATES = _papers.PAPER_KINDS, _papers.FREEZE_STATES

WORDS: dict[str, str] = {
    # purposes, causes, faults
    "handover": "交付房屋", "transfer": "转移登记", "mortgage": "抵押登记",
    "builder_warranty": "建设单位保修", "utility_company": "供水供电供气等单位的管线设备", "damage_by_person": "人为损坏",
    "service_contract": "物业服务合同约定由物业承担", "new_treasury_bond": "新发行的国债", "repo": "国债回购",
    "entrusted_wealth": "委托理财", "pledge": "质押", "sold_early": "没有持有到期", "no_consent": "没有业主同意",
    "area": "面积", "cost": "每平方米造价", "price": "售房款", "budget": "预算", "total": "总额", "amount": "金额",
    # emergencies
    "lift": "电梯", "fire": "消防", "roof_or_wall_leak": "屋面外墙渗漏", "facade_falling": "外立面脱落",
    "water_pump": "二次供水", "drainage": "排水", "collapse": "围墙道路坍塌", "fence": "围墙", "flooding": "积水内涝",
    "garage_flooding": "车库进水", "inspection_stop_notice": "检验机构的停用通知", "fire_notice": "消防部门的整改通知",
    "appraisal": "鉴定报告", "severity_report": "严重程度的说明", "danger_report": "危及人身安全的说明",
    "joint_site_check": "联合现场查看记录", "site_photo": "现场照片", "committee": "业委会", "company": "物业公司",
    "neighbourhood": "居委会", "subdistrict": "街道", "housing_bureau": "房管部门",
    # the file of the pooled account
    "owners_opinions": "业主意见反馈表", "policy_digest": "政策摘要", "pilot_application": "试点申请",
    "letter_of_contact": "工作联系函", "survey_opinion": "勘查意见",
}
# fmt: on

_MONEY = frozenset(["total", "cost", "whole", "seller", "owners_deposit", "seller_deposit", "per_m2", "price", "fen"])
_MONEY_HERE = frozenset([("interest_pool", "doors"), ("public_split", "owners")])
_RATES = frozenset(["rate", "share", "low", "high", "least"])


def say_step(step: Step) -> str:
    """One step of an explanation as a sentence without a full stop."""
    return STEPS[step.code].format_map(in_words(step.data, step.code))


def say_reason(reason: Reason) -> Reason:
    """A reason of this room's rules with its facts as people read them: money in yuan, codes in words."""
    return Reason(reason.code, reason.field, in_words(reason.data, reason.code))


def in_words(data: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Facts of a step or a reason as people read them."""
    return {name: _in_words(name, value, code) for name, value in data.items()}


def _in_words(name: str, value: Any, code: str) -> Any:
    if isinstance(value, Fraction):
        if name == "exact":
            return decimal(value / 100)
        return percent(value) if name in _RATES else decimal(value)
    if isinstance(value, int):
        if name.endswith("_fen") or name in _MONEY or (code, name) in _MONEY_HERE:
            return yuan(value)
        return square_metres(value) if name == "area" else value
    if isinstance(value, list):
        return "、".join(WORDS.get(str(item), str(item)) for item in value)
    return WORDS.get(value, value) if isinstance(value, str) else value


def percent(rate: Fraction) -> str:
    """A rate for people: 2.75%."""
    return f"{decimal(rate * 100)}%"


def percent_of(rate: Decimal) -> str:
    """A rate as a table keeps it, for people."""
    return percent(Fraction(rate))


def decimal(exact: Fraction) -> str:
    """An exact number for people: as a decimal when it has an end, else as a mixed fraction."""
    finite = plain(exact)
    if "/" not in finite or exact < 1:
        return finite
    whole, part = divmod(exact.numerator, exact.denominator)
    return f"{whole}又{part}/{exact.denominator}"


def plain(exact: Fraction) -> str:
    """An exact number for machines: a decimal when it has an end ("0.0275"), else a fraction ("73/24")."""
    rest, twos, fives = exact.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(exact)
    places = max(twos, fives)
    digits = f"{exact.numerator * 10**places // exact.denominator:0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def facts_of(step: Step) -> Mapping[str, object]:
    """The facts of a step as machines read them: integers stay, exact numbers become strings."""
    return {name: plain(value) if isinstance(value, Fraction) else value for name, value in step.data.items()}


def pool_notice(estate: str, number: int, use: Any, shares: Iterable[Any]) -> tuple[str, str]:
    """Title and text of the public notice of a pool use: which lifts, how much, from which building's pool."""
    rows = list(shares)
    lines = [f"{row.building}：{row.lifts} 部，{yuan(row.fen)} 元，由本幢统筹账户支付" for row in rows]
    who = "业主委员会" if use.by_committee else "业主联名"
    text = "\n".join(
        [
            f"{who}申请用统筹账户为 {sum(row.lifts for row in rows)} 部电梯购买维修保险（申请第 {number} 号）。",
            f"每部 {yuan(use.per_lift_fen)} 元，合计 {yuan(sum(row.fen for row in rows))} 元。",
            f"理由：{use.reason}", *lines,
            "业主有不同意见的，请在公示期内提出；异议处理完之前不支付。申请材料可向市维修资金管理中心查阅。",
        ]
    )  # fmt: skip
    return f"{estate}使用统筹账户购买电梯保险公示", text


WORK_STATES: dict[str, tuple[str, str]] = {
    "planned": ("wait", "等待核准"), "authorised": ("doing", "已核准，等待签约"), "contracted": ("doing", "施工中"),
    "accepted": ("doing", "已验收，等待结算"), "settled": ("done", "已结算"),
}  # fmt: skip
REACHES: dict[str, str] = {"estate": "整个小区", "building": "一幢", "entrance": "一个单元"}
AUTHORITIES: dict[str, str] = {"decision": "业主共同决定", "vote": "业主表决", "emergency": "应急使用，不经表决"}


def work_notice(estate: str, work: Any, shares: Iterable[Any]) -> tuple[str, str]:
    """Title and text of the public notice of a work: what, how much, by what, and every door's part."""
    rows = list(shares)
    cost = work.final_fen or work.contract_fen
    head = [
        f"维修项目：{work.title}", f"依据：{AUTHORITIES[work.authority]}（{work.authority_words}）",
        f"施工单位：{work.contractor}，合同 {work.contract_number}",
        f"{'结算' if work.final_fen else '合同'}价 {yuan(cost)} 元，由 {len(rows)} 户按面积分摊。",
    ]  # fmt: skip
    parts = [
        f"{row.door} 应摊 {yuan(row.fen)} 元"
        + (f"，其中账户不足 {yuan(row.debt_fen)} 元待补缴" if row.debt_fen else "")
        + (f"，未售出，开发建设单位付现 {yuan(row.cash_fen)} 元" if row.cash_fen else "")
        for row in rows
    ]
    text = "\n".join(head + parts)
    more = "（各户明细较多，余下的在小区维修页面查看）"
    return f"{estate}维修资金使用公示：{work.title}"[:80], text if len(text) <= 8000 else text[:7900] + more
