"""A vote in plain Chinese: refusals of its acts, names of states, choices, channels, callers."""

from __future__ import annotations

VOTE_SENTENCES: dict[str, tuple[str, str]] = {
    "vote_wrong_state": ("这次表决现在的状态不能这样办。", "请刷新表决页，看现在到了哪一步。"),
    "too_many_items": ("一次表决最多 {most} 项。", "请分成两次表决。"),
    "unknown_scope": ("没有选对表决的范围。", "请选全小区、一幢楼或者一个单元。"),
    "unknown_precedence": ("没有选纸质票和手机投票哪个优先。", "请选一种。"),
    "proposal_not_reached": ("业主提议的还没有达到规定的比例，或者提议的不是这一项。", "请再征集，或选另一份提议。"),
    "proposal_is_over": ("这份提议已经结束征集。", "可以另外发起一份。"),
    "only_owners_propose": ("提议和附议要由业主办。", "请先认领自己的房屋。"),
    "supported_already": ("这套房屋已经附议。", "一套房屋附议一次。"),
    "roll_is_empty": ("范围内没有可以投票的房屋。", "请核对范围和房屋登记。"),
    "roll_area_missing": ("有 {count} 套房屋没有面积（{units}）。", "请先在小区登记里补上面积，再公告。"),
    "roll_unchanged": ("重新读取房屋登记，名册没有变化。", "如有异议，请先在小区登记里更正。"),
    "vote_opens_later": ("{day}才开始投票。", "请到那一天再打开，或由平台自动打开。"),
    "vote_over": ("截止日{day}已经过去。", "请先延期，或取消。"),
    "vote_closes_later": ("{day}24:00 才截止。", "截止以后再关闭，提前关闭会使还没投票的人失去机会。"),
    "only_later": ("日期只能往后推。", "请填更晚的日期。"),
    "nobody_to_remind": ("没有可以提醒的人。", "没投票的房屋都还没有人认领，请上门或用纸质票。"),
    "not_on_roll": ("这套房屋不在这次表决的名册里。", "请核对房号，或在开始投票前对名册提出异议。"),
    "unknown_choice": ("没有选清楚。", "请选同意、反对或者弃权。"),
    "wrong_vote_code": ("验证码不对，或者不是为这一次选择发的。", "请重新获取验证码；改了选择，要用新的验证码。"),
    "vote_not_open": ("现在不能投票。", "还没有开始，或者已经截止。"),
    "against_opinion": ("委托书写明了委托人自己的意见，只能照着投。", "请按委托书选择，或由业主自己投票。"),
    "co_owner_cast_already": ("另一位共有人已经投票，先投的算数。", "不同意那一票的，请在表决页提出，这一票就先不计。"),
    "cast_once_only": ("这次表决投一次为准，不能改。", "您已经投的票有效。"),
    "paper_counts": ("您交的纸质票已经录入，这次表决以纸质票为准。", "要改请到现场交新的纸质票。"),
    "ballot_frozen": ("共有人之间对这一票有争议，先不计。", "请共有人书面约定后，到业委会或者居委会登记。"),
    "nothing_to_dispute": ("没有别的共有人投的票。", "请核对房号。"),
    "nothing_to_settle": ("这套房屋的票没有争议。", "请核对房号。"),
    "forms_issued_already": ("每一位投票人都已经有纸质票编号。", "可以直接打印。"),
    "scan_not_hash": ("扫描件没有收到。", "请选择这一批表决票的扫描件。"),
    "too_many_lines": ("一批最多 {most} 张。", "请分批录入。"),
    "unknown_form": ("没有第 {form} 号表决票。", "请核对编号。"),
    "choices_not_fitting": ("第 {form} 号的意见不是 {items} 项，或者写法不对。", "每项写同意、反对、弃权或无效。"),
    "form_twice": ("第 {form} 号在这一批里录了两次。", "请删去一行。"),
    "form_counted": ("第 {form} 号已经计入。", "不用再录。"),
    "typed_already": ("第 {form} 号您已经录过。", "请另一位同事录入，两人一致才计入。"),
    "paper_line_unread": (
        "第 {line} 行看不懂：{typed}。", "每行写编号和意见，例如：12 同意 反对；没签名的行末写“未签名”。"
    ),
    "no_way_for_code": (
        "您的账号没有验证过的手机号或邮箱，收不到验证码。", "请先在“我的账号”里补上，或者领纸质表决票。"
    ),
    "no_receipt_yet": ("还没有您的票，也还没有截止。", "投票以后可以下载回执；截止以后有“没有人替我投票”的证明。"),
    "unknown_proxy": ("没有这个用户名的账号。", "请受托人先注册，再登记。"),
    "proxy_given_already": ("这位业主已经登记了委托。", "请业主先收回，再登记新的。"),
    "no_proxy": ("没有登记过委托。", "不用收回。"),
    "other_certificate": ("页面上的结果书不是最新的一份。", "请刷新后再签。"),
    "signed_already": ("您已经签过。", "请另一位签。"),
    "not_signed_yet": ("结果书还没有人签。", "请先核对并签字，再公布。"),
    "result_not_settled": ("异议期到 {until} 24:00，还有 {open} 件异议没有答复。", "异议期满、异议都答复后生效。"),
}  # fmt: skip

CONSTRAINTS: dict[str, str] = {
    "one_support_per_unit_of_a_proposal": "supported_already",
    "one_entry_per_form_and_typist": "typed_already",
    "one_signature_per_person_on_a_certificate": "signed_already",
    "one_living_proxy_per_head_of_a_vote": "proxy_given_already",
}

STATE_WORDS: dict[str, str] = {
    "draft": "草稿", "announced": "已公告", "open": "正在投票", "closed": "已截止", "counted": "已计票",
    "posted": "结果公示中", "in_force": "已结束", "cancelled": "已取消",
}  # fmt: skip
STATE_KINDS: dict[str, str] = {
    "draft": "draft", "announced": "new", "open": "doing", "closed": "wait", "counted": "wait", "posted": "wait",
    "in_force": "done", "cancelled": "stop",
}  # fmt: skip
CHOICE_WORDS: dict[str, str] = {"for": "同意", "against": "反对", "abstain": "弃权", "invalid": "无效"}
CHANNEL_WORDS: dict[str, str] = {"phone": "手机", "paper": "纸质"}
CAPACITY_WORDS: dict[str, str] = {"owner": "业主", "guardian": "监护人", "proxy": "受托人"}
CALLER_WORDS: dict[str, str] = {
    "committee": "业主委员会", "owners_20_percent": "百分之二十以上业主提议", "preparation_group": "首次业主大会筹备组",
    "interim_body": "物业管理委员会", "subdistrict": "街道办事处",
}  # fmt: skip
FORM_WORDS: dict[str, str] = {"electronic": "手机和纸质", "written": "书面征求意见", "discussion": "集体讨论"}
SCOPE_WORDS: dict[str, str] = {"estate": "全小区", "building": "一幢楼", "entrance": "一个单元"}
PRECEDENCE_WORDS: dict[str, str] = {"paper": "业主本人交的纸质票优先", "last": "以最后一次为准"}
SOURCE_WORDS: dict[str, str] = {
    "registry": "不动产登记", "surveyed": "实测", "contract": "合同", "roster": "名册所载", "stand_in": "建筑面积代替",
}  # fmt: skip
