"""Procedures in plain Chinese: refusals, kinds, states, steps, verbs."""

from __future__ import annotations

# fmt: off
SENTENCES: dict[str, tuple[str, str]] = {
    "procedure_runs_already": ("这个小区已经有一项同样的程序在办。", "请到小区的办理页继续办理。"),
    "situation_unknown": ("本地规定里没有这种情形。", "请在列出的情形中选择。"),
    "first_handover_wrong": ("首套房屋交付的日期不对。", "请填今天以前的日期，不知道的可以不填。"),
    "moved_in_wrong": ("已入住户数不对。", "请填 0 到总户数之间的整数。"),
    "term_ends_wrong": ("任期届满的日期不对。", "请填本届任期的最后一天。"),
    "procedure_unit_unknown": ("小区里没有这些房号：{codes}。", "请核对房号，一行一个。"),
    "joined_already": ("这套房屋已经联名。", "一套房屋只计一次。"),
    "member_name_wrong": ("有成员的姓名没有填，或者超过 {most} 字。", "请逐一核对。"),
    "member_twice": ("名单里有同名的两位成员。", "同一个人只列一次；确有同名的，请在姓名后加以区分。"),
    "member_unknown": ("名单里没有这一位。", "请刷新页面再选。"),
    "member_not_found": ("没有找到这位成员。", "请核对：填房号的，要是这套房屋的登记业主；填用户名或者手机号的，姓名要一致。"),
    "member_tied_twice": ("这个人已经是另一位成员。", "一个人只列一次。"),
    "capacity_unknown": ("有成员没有写明代表哪一方。", "请为每位成员选择。"),
    "one_head_needed": ("要有一位组长（主任），而且只有一位。", "请选定一位。"),
    "no_extension_here": ("本地没有延长筹备期限的规定。", "请按期召开会议；确实办不成的，请街道说明原因。"),
    "no_more_extension": ("已经延长过 {times} 次，不能再延长。", "请按期召开会议，或者由街道决定是否解散筹备组。"),
    "procedure_day_wrong": ("日期不能在今天以后。", "请改正日期。"),
    "thing_unknown": ("没有这一项移交内容。", "请刷新页面查看。"),
    "thing_done": ("这一项已经办过。", "请刷新页面查看。"),
    "nothing_new": ("还没有新的进展。", "公示、表决或者备案有结果后，平台会自动往下走。"),
    "procedure_in_time": ("还没有超过期限。", ""),
    "vote_items_missing": ("表决里缺少应当表决的内容。", "首次会议要表决议事规则和管理规约，请先公示草案。"),
    "candidates_missing": ("没有已经确定的候选人名单。", "请先在“候选人”里推荐、核实、公示候选人，公示期满确定名单。"),
    "vote_not_here": ("小区里没有这一号还没截止的表决。", "请核对表决的编号。"),
}
REQUIREMENTS: dict[str, tuple[str, str]] = {
    "committee_exists": ("小区还没有业主委员会", "已经有业主委员会的，到期前办换届。"),
    "no_committee_yet": ("小区已经有业主委员会", "还没有的，请先成立首次业主大会。"),
    "wrong_head": ("组长（主任）由规定的一方担任", "请改由街道或者居民委员会的代表担任。"),
    "group_without_owner": ("成员中有业主代表", "请补上业主代表。"),
    "group_without_neighbourhood": ("成员中有居民委员会代表", "请补上居民委员会代表。"),
    "group_without_subdistrict": ("成员中有街道（镇）代表", "请补上街道（镇）代表。"),
    "group_without_developer": ("成员中有建设单位代表", "请补上建设单位代表。"),
    "group_without_police": ("成员中有公安派出所代表", "请补上派出所代表。"),
    "group_without_party": ("成员中有党组织代表", "请补上党组织代表。"),
    "list_not_verified": ("业主名册已经核对", "请先核对业主名册。"),
    "drafts_not_posted": ("议事规则和管理规约草案已经公示", "请先公示草案。"),
    "drafts_posted_too_late": ("草案最迟 {latest} 公示，实际 {given}", "请推迟开始投票的日期。"),
    "drafts_objected": ("对草案的异议都已答复，还有 {open} 件没有答复", "请先在公示页逐一答复。"),
}
"""What a rule looks at, said as a fact; an unmet one is refused in the same words."""
SENTENCES.update({code: (f"不符合要求：{fact}。", step) for code, (fact, step) in REQUIREMENTS.items()})
CONSTRAINTS: dict[str, str] = {
    "one_running_procedure_of_a_kind_in_an_estate": "procedure_runs_already",
    "a_unit_asks_once_in_a_procedure": "joined_already",
    "one_procedure_event_per_number": "stale",
}
KINDS: dict[str, str] = {
    "first": "成立业主大会和业主委员会", "interim": "组建物业管理委员会", "renewal": "业主委员会换届",
    "by_election": "业主委员会补选",
}
STATES: dict[str, tuple[str, str]] = {
    "asking": ("new", "业主联名中"), "forming": ("wait", "等街道组成筹备组"), "posted": ("wait", "名单公示中"),
    "preparing": ("doing", "筹备中"), "voting": ("doing", "业主投票中"), "filing": ("wait", "等待备案"),
    "answering": ("wait", "备案审查中"), "handover": ("doing", "移交中"), "sitting": ("done", "物管会履职中"),
    "dissolving": ("doing", "物管会移交中"), "done": ("done", "办完"), "ended": ("stop", "已终止"),
}
STEPS: dict[str, str] = {
    "form": "组成筹备组", "session": "第一次筹备会议", "meeting": "召开业主大会会议", "file": "申请备案",
    "answer": "备案办结", "hand_over": "移交", "term": "任期", "dissolve": "物管会移交解散",
}
STEPS_INTERIM: dict[str, str] = {"form": "组建物管会"}
RESULTS: dict[str, str] = {"met": "按期", "missed": "超期", "dropped": "停止"}
VERBS: dict[str, str] = {
    "start": "发起", "join": "联名申请", "hand_in": "提交申请", "withdraw": "撤回申请", "decline": "答复：不同意",
    "link": "关联成员和账号", "name_group": "公示成员名单", "verify_list": "核对业主名册", "publish_drafts": "公示草案", "call_vote": "召集投票",
    "extend": "延长筹备期限", "record_filing": "登记备案回执", "tick": "办结一项移交", "follow": "有新的进展",
    "end": "终止程序", "warn": "超期提醒街道和区里", "reckon_again": "按新的放假安排重算期限",
}
NEWS: dict[str, str] = {
    "group_stands": "名单公示期满，没有未答复的异议，正式成立", "vote_passed": "表决通过并生效",
    "vote_failed": "表决没有全部通过，继续筹备", "vote_cancelled": "表决已取消，继续筹备", "filed": "备案申请已提交",
    "filing_granted": "备案同意", "filing_refused": "备案没有通过，补正后再提交",
    "committee_filed": "业主委员会已备案，物管会开始移交",
}
CAPACITIES: dict[str, str] = {
    "owner": "业主代表", "neighbourhood": "居民委员会代表", "subdistrict": "街道（镇）代表",
    "developer": "建设单位代表", "police": "公安派出所代表", "party": "党组织代表", "company": "物业公司代表",
    "other": "其他",
}
OUTCOMES: dict[str, str] = {
    "done": "办完", "withdrawn": "申请人撤回", "declined": "街道没有同意", "ended": "终止", "dissolved": "解散",
}
SITUATIONS: dict[str, str] = {
    "cannot_form_assembly": "不具备成立业主大会的条件", "assembly_failed": "具备条件但没有成立起来",
    "no_committee": "业主大会没有选出业主委员会", "no_assembly": "没有业主大会", "new_estate": "新建小区",
    "term_ended": "业主委员会任期届满没有换届", "vacancy": "业主委员会缺员",
    "unmanaged_old_estate": "无物业的老旧小区",
}
UNITS: dict[str, str] = {"day": "日", "workday": "个工作日", "month": "个月", "year": "年"}
# fmt: on
