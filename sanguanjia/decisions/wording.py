"""Owners' decisions in plain Chinese: refusals, reasons of a verdict, names of matters and levels."""

from __future__ import annotations

from .types import Level
from .vote_wording import CONSTRAINTS as CONSTRAINTS
from .vote_wording import VOTE_SENTENCES

SENTENCES: dict[str, tuple[str, str]] = {
    "level_or_matter": ("没有写明表决的是什么事项。", "请写 matter（民法典第二百七十八条第几项，1 至 9）或 level（ordinary、qualified）。"),
    "bad_matter": ("“{given}”不是事项编号。", "请写 1 至 9 的整数，即民法典第二百七十八条第一款第几项。"),
    "bad_level": ("“{given}”不是表决等次。", "请写 ordinary（过半数）或 qualified（四分之三以上）。"),
    "no_law_yet": ("{day}还没有可以适用的业主共同决定规则。", "物权法自 2007 年 10 月 1 日起施行，请核对日期。"),
    "matter_needed": ("2021 年以前按物权法计票，要看具体事项。", "请写 matter（1 至 9）。"),
    "level_not_of_matter": ("第 {matter} 项事项的表决等次不是所写的这一种。", "请去掉 level，或核对事项。"),
    "area_not_text": ("“{given}”不是面积。", "请写平方米数，例如 88.12；在 JSON 里写成字符串。"),
    "area_too_fine": ("“{given}”比 0.01 平方米还细。", "面积最多写两位小数。"),
    "area_is_zero": ("面积不能是 0。", "请核对面积。"),
    "count_not_whole": ("“{given}”不是人数。", "请写整数，例如 360；在 JSON 里不带引号。"),
    "number_negative": ("“{given}”是负数。", "面积和人数都不小于 0。"),
    "weight_not_object": ("“{given}”不是面积和人数。", "请写成 {{\"area\": \"100.00\", \"n\": 10}}。"),
    "total_is_zero": ("全体业主的面积或人数是 0，无从计算比例。", "请核对名册。"),
    "more_than_total": ("各项相加是 {cast}，比全体的 {total} 还多。", "请核对是否有票计了两次。"),
    "not_yes_or_no": ("“{given}”不是是与否。", "请写 true 或 false。"),
    "parking_fixed_by_law": ("《{title}》{article}已经规定了车位是否计入，不能另行约定。", "请去掉 count_parking。"),
    "units_not_list": ("“{given}”不是房屋清单。", "请写成数组，每套房屋一项。"),
    "unit_twice": ("房屋“{given}”出现了两次。", "同一套房屋只能计一次，请核对。"),
    "bad_unit_id": ("“{given}”不是房号。", "请写成不为空的字符串。"),
    "bad_use": ("没有“{given}”这种用途。", "可用 dwelling 住宅、shop 商铺、parking 车位。"),
    "bad_developer": ("“{given}”不是建设单位持有的情形。", "可用 unsold 尚未出售、undelivered 已售未交付。"),
    "bad_owners": ("“{given}”不是业主名单。", "请写成字符串的数组，例如 [\"p1\", \"p2\"]。"),
}  # fmt: skip

REQUIREMENTS: dict[str, tuple[str, str]] = {
    # before and around a meeting
    "notice_too_late": ("{meeting} 开会，最迟 {latest} 通知业主，实际 {given}", "请推迟会议。"),
    "roll_posted_too_late": ("{meeting} 表决，业主名册最迟 {latest} 公示，实际 {given}", "请推迟表决。"),
    "neighbourhood_not_told": ("开会要告知居委会", "请先告知居委会。"),
    "not_on_the_agenda": ("“{item}”要事先公布才能表决", "请在下一次会议公布后再表决。"),
    "may_not_call": ("会议由有权的一方召集，现为 {caller}", "请由业主委员会召集，或者由百分之二十以上业主提议。"),
    "no_such_ground": ("“{ground}”属于应当召开临时会议的情形", "请核对情形，或由业主按比例提议。"),
    "too_few_ask_area": ("提议业主的面积 {part}/{whole}，须 {bar}", "请再征集提议。"),
    "too_few_ask_n": ("提议业主 {part} 人，全体 {whole} 人，须 {bar}", "请再征集提议。"),
    "too_few_meetings": ("今年开了 {held} 次业主大会会议，至少 {least} 次", "请召开会议。"),
    "form_not_allowed": ("采用允许的形式，现为 {form}", "请换一种形式。"),
    "wrong_voting_system": ("电子表决要使用规定的系统（{demanded}），现为 {given}", "请在规定的系统上表决，本平台准备名册、通知和证据，并导入结果。"),
    "paper_not_offered": ("电子表决要同时提供纸质渠道", "请提供纸质表决票。"),
    "closes_before_it_opens": ("{opens} 开始，{closes} 截止，截止不早于开始", "请核对日期。"),
    "window_too_short": ("表决期间 {length} 日，不少于 {least} 日", "请延后截止日。"),
    "window_too_long": ("表决期间 {length} 日，不多于 {most} 日", "请提前截止日。"),
    "votes_from_outside": ("投票的都承担费用，不承担的 {count} 户（{units}）", "请把名册限于费用分摊范围。"),
    "cost_without_vote": ("承担费用的都能投票，漏掉的 {count} 户（{units}）", "请把分摊范围内的业主都列入名册。"),
    "neighbours_have_not_agreed": ("住改商须本栋其他业主全部同意，尚缺 {count} 人", "这不是多数表决，请取得每一位的同意。"),
    # who casts, and what counts
    "tenants_do_not_vote": ("投票的是业主，不是承租人、使用人", "请由业主投票，或取得业主的书面委托。"),
    "not_an_owner": ("有成为业主的依据（{basis}）", "请核对产权登记或合同。"),
    "guardian_votes": ("未成年人或者不能自己行使权利的业主，由监护人投票", "请由登记的监护人投票。"),
    "restricted_by_covenant": ("没有被管理规约限制表决权", "请向业主委员会核对公示的名单。"),
    "proxy_not_written": ("委托投票要有书面委托", "请补交书面委托。"),
    "proxy_without_opinion": ("委托书要写明对这一事项的意见", "请委托人写明同意、反对或者弃权。"),
    "proxy_is_property_staff": ("受托人不是物业服务人员", "请另选受托人。"),
    "proxy_for_too_many": ("一人代理 {n} 户，最多 {most} 户", "请另选受托人。"),
    "co_owners_dispute": ("共有人之间对这一票没有争议", "请共有人协商确定一人投票。"),
    "neither_delivered_nor_posted": ("表决票已送达，或者已在小区公告", "请在小区公告送达。"),
    "ballot_not_signed": ("表决票要有业主署名", "请业主署名。"),
    "representative_handed_on": ("业主代表没有转托他人", "请业主代表本人征求意见。"),
    "opinions_too_late": ("提前 {given} 日征求书面意见，不少于 {least} 日", "请提前征求意见。"),
    "opinions_not_signed": ("书面意见由业主署名", "请补上署名。"),
    "no_covenant_for_deeming": ("管理规约或者议事规则约定了送达未投票的计算", "没有约定的，只按实际投票计算。"),
    "never_deemed_when_qualified": ("规约写明重大事项也可以这样计算", "重大事项只按实际投票计算。"),
    "delivery_not_proven": ("计入 {counted} 票，有送达凭证的 {proven} 票", "没有凭证的不能计入。"),
    "no_area_source": ("有登记、实测或者合同面积", "请补录面积及其来源。"),
    # clocks
    "too_late": ("最迟 {latest}，实际 {given}", "已经超期，请尽快办理并说明原因。"),
    "term_too_long": ("任期最迟到 {latest}，所定 {given}", "请缩短任期。"),
    "term_too_short": ("任期至少到 {earliest}，所定 {given}", "请延长任期。"),
    # first assembly, interim bodies
    "no_group_yet": ("符合成立筹备组的条件之一", "条件具备后再申请。"),
    "too_few_members": ("成员 {n} 人，不少于 {least} 人", "请增加成员。"),
    "too_many_members": ("成员 {n} 人，不多于 {most} 人", "请减少成员。"),
    "members_not_odd": ("成员 {n} 人，须为单数", "请增减一人。"),
    "too_few_owners_in_body": ("其中业主 {part} 人，共 {whole} 人，须 {bar}", "请增加业主代表。"),
    "no_interim_body_here": ("有应当组建物业管理委员会的情形", "请核对情形。"),
    "too_few_apply": ("申请业主 {part} 人，全体 {whole} 人，须 {bar}", "请再征集申请。"),
    "too_few_owners_present": ("到会业主成员 {part} 人，业主成员共 {whole} 人，须 {bar}", "请另定时间开会。"),
    "owners_decide_this": ("第 {matter} 项事项由业主共同决定，物业管理委员会不代为决定", "请组织业主表决，不能代替。"),
    # committee
    "too_few_seats": ("委员 {n} 人，不少于 {least} 人", "请增加席位。"),
    "too_many_seats": ("委员 {n} 人，不多于 {most} 人", "请减少席位。"),
    "seats_not_odd": ("委员 {n} 人，须为单数", "请增减一席。"),
    "no_such_nomination": ("候选人经规定的途径产生，现为 {route}", "请按规定的途径提名。"),
    "too_many_alternates": ("候补 {n} 人，不多于委员 {most} 人", "请减少候补。"),
    "no_alternates_here": ("本地没有规定候补委员，现有 {n} 人", "请在议事规则中约定后再设。"),
    "more_yes_than_present": ("同意 {yes} 人、到会 {present} 人、全体 {members} 人，前者不多于后者", "请核对人数。"),
    "too_few_present": ("到会 {part} 人，全体 {whole} 人，须 {bar}", "请另定时间开会。"),
    "too_few_yes": ("同意 {part} 人，全体 {whole} 人，须 {bar}", "没有通过。"),
    "no_proxies_in_committee": ("委员不能委托他人出席，现有 {n} 人委托", "请委员本人出席。"),
    "not_signed_by_enough": ("签字 {part} 人，全体 {whole} 人，须 {bar}", "请补签。"),
    "too_few_members_ask": ("要求开会的委员 {part} 人，全体 {whole} 人，须 {bar}", "请再征集提议。"),
    "committee_has_not_met": ("上次会议 {last}，下次最迟 {latest}", "请召开业主委员会会议。"),
    "seat_ended_not_owner": ("委员仍是业主", "委员资格自行终止，请公告并递补。"),
    "seat_ended_resigned": ("委员没有书面辞职", "委员资格自行终止，请公告并递补。"),
    "seat_ended_health": ("委员的健康状况可以履职", "委员资格自行终止，请公告并递补。"),
    "assembly_decides_health": ("因健康原因终止资格由业主大会决定", "请提请业主大会表决。"),
    "no_ground_for_removal": ("“{ground}”是罢免委员的事由", "请核对事由。"),
    "missed_too_few": ("缺席 {part} 次，全年 {whole} 次会议，须 {bar}", "缺席未到规定次数。"),
    "too_few_propose_removal": ("提议罢免的委员 {members} 人、业主 {owners} 人，有一方达到比例", "请再征集提议。"),
    "no_suspension_here": ("当地规定罢免表决以前暂停委员职务", "请按规定由业主大会决定。"),
    "removal_not_asked": ("有达到比例、还没有表决的罢免这名委员的提议", "请先征集罢免提议。"),
    "committee_collapsed": ("递补后在任 {left} 人，应有 {seats} 人，不少于一半", "请组织业主大会临时会议重新选举。"),
    "caretaker_may_not": ("换届期间不组织表决这一事项（{matter}）", "请等新一届业主委员会产生。"),
    "never_delegated": ("第 {matter} 项事项由业主共同决定，不授权业主委员会", "请由业主共同决定。"),
    "delegated_beyond_bounds": ("在可以授权的范围（{allowed}）以内", "请由业主共同决定。"),
    "payments_not_published": ("今年公布委员交费情况 {n} 次，至少 {least} 次", "请公布。"),
    # candidates
    "candidate_owner": ("候选人是业主", "请核对产权。"),
    "candidate_full_capacity": ("候选人有完全民事行为能力", "请更换候选人。"),
    "candidate_law_abiding": ("候选人遵守法律和管理规约", "请核实。"),
    "candidate_public_spirited": ("候选人热心公益、有责任心", "请核实。"),
    "candidate_able": ("候选人有组织能力", "请核实。"),
    "candidate_has_time": ("候选人有必要的工作时间", "请核实。"),
    "candidate_no_interest_in_company": ("候选人与物业公司没有利害关系（本人、配偶、直系亲属）", "请更换候选人。"),
    "candidate_no_dishonest_debtor": ("候选人不是失信被执行人", "请更换候选人。"),
    "candidate_no_banned_house_use": ("候选人没有违规使用房屋", "请先改正。"),
    "candidate_no_kin_in_company": ("候选人的亲属不在物业公司任职", "请更换候选人。"),
    "candidate_no_uncorrected_breach": ("候选人没有尚未改正的违规行为", "请先改正。"),
    "candidate_written_pledge": ("候选人作出了书面承诺", "请补交承诺书。"),
    "candidates_settled_too_late": ("候选人名单最迟 {latest} 确定", "请推迟开始投票的日期。"),
    # elections
    "participation_area": ("参与表决的面积够", "请延长投票或重新组织表决。"),
    "participation_n": ("参与表决的人数够", "请延长投票或重新组织表决。"),
    "cosigners_missing": ("联名的业主 {n} 人，须 {need} 人", "请再联名。"),
    "tie_for_last_seat": ("末位没有票数全同的（{count} 人争 {left} 席）", "请按议事规则在同票者之间再投一次，或者抽签。"),
    "not_all_seats_filled": ("应选 {seats} 人全部选出，现当选 {elected} 人", "请补选。"),
    "fewer_than_legal_minimum": ("当选 {elected} 人，法定至少 {least} 人", "请重新选举。"),
    "too_few_of_planned": ("当选 {part} 人，应选 {whole} 人，须 {bar}", "请重新选举。"),
    "nobody_has_consent": ("有一家取得过半数同意", "请重新组织表决。"),
}  # fmt: skip
"""What a rule looks at, said as a fact: under a met one it stands as it is; an unmet one is refused in the same words."""

SENTENCES.update(VOTE_SENTENCES)
SENTENCES.update({code: (f"不符合要求：{fact}。", step) for code, (fact, step) in REQUIREMENTS.items()})

LEVEL_WORDS: dict[str, str] = {Level.ORDINARY: "一般事项", Level.QUALIFIED: "重大事项"}

MATTER_WORDS: dict[int, str] = {
    1: "制定和修改业主大会议事规则",
    2: "制定和修改管理规约",
    3: "选举业主委员会或者更换业主委员会成员",
    4: "选聘和解聘物业服务企业或者其他管理人",
    5: "使用建筑物及其附属设施的维修资金",
    6: "筹集建筑物及其附属设施的维修资金",
    7: "改建、重建建筑物及其附属设施",
    8: "改变共有部分的用途或者利用共有部分从事经营活动",
    9: "有关共有和共同管理权利的其他重大事项",
}

REGIME_WORDS: dict[str, str] = {
    "civil_code_278": "民法典第二百七十八条",
    "property_law_76": "物权法第七十六条",
}

REASON_WORDS: dict[str, str] = {
    "participation_area": "参与表决的面积不够",
    "participation_n": "参与表决的人数不够",
    "exactly_half": "同意的正好一半，一半不是过半数",
    "consent_area": "同意的面积不够",
    "consent_n": "同意的人数不够",
    "old_law_majority_of_all": "按当时的物权法，以全体业主为基数，同意的不够",
}

SIDE_WORDS: dict[str, str] = {
    "for": "计入同意（已投票的多数）",
    "against": "计入反对（已投票的多数）",
    "abstain": "计入弃权（已投票的多数）",
    "": "已投票的没有共同的多数，只计参与，不计同意",
}
