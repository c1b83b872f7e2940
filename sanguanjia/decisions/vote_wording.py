"""A vote in plain Chinese: refusals of its acts, names of states, choices, channels, callers."""

from __future__ import annotations

VOTE_SENTENCES: dict[str, tuple[str, str]] = {
    "vote_wrong_state": ("这次表决现在的状态不能这样办。", "请刷新表决页，看现在到了哪一步。"),
    "too_many_items": ("一次表决最多 {most} 项。", "请分成两次表决。"),
    "unknown_scope": ("没有选对表决的范围。", "请选全小区、一幢楼或者一个单元。"),
    "unknown_precedence": ("没有选纸质票和手机投票哪个优先。", "请选一种。"),
    "proposal_not_reached": ("业主提议的还没有达到规定的比例，或者提议的不是这一项。", "请再征集，或选另一份提议。"),
    "proposal_voted_already": ("这份提议已经在表决，或者已经表决过。", "上次表决取消了或者参与不够的，才能再次表决。"),
    "not_failed": ("选了没有失败的事项。", "请只选没有通过的事项。"),
    "proposal_is_over": ("这份提议已经结束征集。", "可以另外发起一份。"),
    "only_owners_stand": ("自荐要由业主本人办。", "请先认领自己的房屋。"),
    "only_owners_propose": ("提议和附议要由业主办。", "请先认领自己的房屋。"),
    "supported_already": ("这套房屋已经附议。", "一套房屋附议一次。"),
    "roll_is_empty": ("范围内没有可以投票的房屋。", "请核对范围和房屋登记。"),
    "roll_area_missing": ("有 {count} 套房屋没有面积（{units}）。", "请先在小区登记里补上面积，再公告。"),
    "roll_unchanged": ("重新读取房屋登记，名册没有变化。", "如有异议，请先在小区登记里更正。"),
    "nothing_failed": ("每一项都有结果，不用再次表决。", "请核对表决结果。"),
    "too_many_chosen": ("同意的超过了应选人数，最多同意 {most} 个。", "请去掉几个再投。"),
    "bad_question": ("没有写明是选举还是选择。", "请选一种。"),
    "too_few_answers": ("至少要有两个可以选的，每个都要有名称。", "请补上名称，或者改成逐项表决。"),
    "too_many_answers": ("可以选的最多 {most} 个，名称 100 字以内，说明 4000 字以内。", "请减少或者缩短。"),
    "slate_not_settled": ("候选人名单还没有确定，或者已经用于另一次表决。", "请先公示并确定候选人名单。"),
    "wrong_effect": ("这一类事项不能附这样的办理结果。", "请核对事项属于哪一类。"),
    "follow_work_unknown": ("没有这个等待核准的维修项目。", "请从列表里选；已经核准的不用再表决。"),
    "follow_work_other_scope": ("第 {number} 号维修项目由{place}的业主承担费用。", "请把范围改成{place}。"),
    "follow_twice": ("同一个办理结果选了两次。", "请在其中一项改成“不办理别的”。"),
    "follow_company_unknown": ("没有选物业服务企业。", "请从列表里选；没有的请社区先登记这家企业。"),
    "follow_offer_unknown": ("“{name}”不是登记过的物业服务企业。", "请照登记的全称写；没有登记的请社区先登记。"),
    "follow_day_too_early": ("没有填日期，或者日期不在投票截止以后。", "请填截止日以后的日期。"),
    "follow_until_wrong": ("合同到期日要在开始服务以后。", "请核对日期，没有约定到期的空着。"),
    "follow_no_company": ("那时没有物业服务企业在管理本小区。", "不用解聘，请核对日期。"),
    "slate_wrong_state": ("候选人名单现在的状态不能这样办。", "请刷新页面，看名单到了哪一步。"),
    "another_slate_runs": ("已经有一份候选人名单在办。", "请先用完或者终止那一份。"),
    "no_empty_seats": ("补选的席位要与空缺的席位相同，现在空缺 {empty} 席。", "请核对业委会在任名单。"),
    "bad_body": ("没有选清楚选举什么。", "请选业主委员会。"),
    "until_in_past": ("推荐截止日已经过去。", "请填今天或者以后的日期。"),
    "naming_is_over": ("推荐和自荐在 {until} 截止。", "请与社区联系。"),
    "owner_unknown": ("登记里没有您是这套房屋业主的记录。", "请先到社区核对业主登记。"),
    "not_owner_of_unit": ("这套房屋的业主里没有这个姓名。", "请核对房号和姓名。"),
    "named_already": ("这位业主已经在名单里。", "不用重复推荐。"),
    "candidate_is_staff": ("候选人在服务本小区的物业公司任职。", "请更换候选人。"),
    "unverified_candidates": ("还有候选人没有核对条件。", "请逐个核对，符合的确认，不符合的写明原因。"),
    "too_few_candidates": ("符合条件的候选人 {n} 人，应选 {seats} 人。", "请延长推荐，或者减少席位重新开始。"),
    "slate_not_over": ("名单公示到 {until}，还有 {open} 件异议没有答复。", "公示期满、异议都答复后再确定。"),
    "seat_ended_already": ("这个席位已经终止，或者不是在任委员。", "请刷新业委会页面。"),
    "seat_still_held": ("这名委员还在任。", "资格终止以后再登记移交。"),
    "suspended_already": ("这名委员已经暂停履职。", "等业主大会表决，不用重复登记。"),
    "bad_reason": ("没有选清楚原因。", "请选书面辞职或者健康原因。"),
    "bad_post": ("没有选清楚职务。", "请选主任、副主任或者委员。"),
    "nothing_to_review": ("没有自行终止的席位。", "不用办理。"),
    "committee_still_sits": ("业委会还在任。", "任期内不用过渡安排和移交。"),
    "handed_over_already": ("已经登记移交。", "不用重复登记。"),
    "day_in_future": ("移交日期要在终止以后，不晚于今天。", "请核对日期。"),
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
    "no_phone_for_code": ("您的账号没有手机号，收不到验证码。", "请先在“我的”里补上手机号，或者领纸质表决票。"),
    "no_way_for_code": (
        "您的账号没有验证过的手机号或邮箱，收不到验证码。", "请先在“我的账号”里补上，或者领纸质表决票。"
    ),
    "unknown_channel": ("没有选在哪里帮业主投票。", "请选柜台或者上门。"),
    "cannot_help_oneself": ("不能帮自己投票。", "请从自己的首页投票。"),
    "delivery_unit_unknown": ("{unit} 不在名册里，或者写法不对。", "请核对房号，写签收、邮寄或未送达。"),
    "delivery_twice": ("{unit} 已经登记过。", "请删去这一行。"),
    "delivery_line_unread": ("第 {line} 行看不懂：{typed}。", "每行写房号，再写签收、邮寄或未送达。"),
    "nothing_undelivered": ("没有需要公告送达的房屋。", "先登记未送达的。"),
    "unknown_system": ("没有选对表决系统。", "请选市里的系统、主管部门的平台或认可的系统；只有电子表决可以这样选。"),
    "held_here": ("这次表决在本平台进行。", "不用交接，也不用导入结果。"),
    "outside_result_missing": ("这次表决在市里的系统进行，结果还没有导入。", "请导入结果，导入时核对并截止。"),
    "outside_file_unread": ("读不了这个文件。", "请用 UTF-8 或 GB18030 的 CSV，不超过 20 MB。"),
    "outside_head_wrong": ("第一行不是规定的列。", "请用：{head}。"),
    "outside_unit_unknown": ("第 {line} 行：名册里没有 {unit}。", "请核对房号。"),
    "outside_item_unknown": ("第 {line} 行：没有第 {item} 项。", "请核对事项序号。"),
    "outside_choice_unknown": ("第 {line} 行：“{choice}”不是意见。", "请写同意、反对或弃权。"),
    "outside_area_differs": ("第 {line} 行：面积 {given}，名册是 {known}。", "请以固定的名册为准。"),
    "outside_unit_twice": ("第 {line} 行：{unit} 这一项出现了两次。", "请删去一行。"),
    "outside_head_split": (
        "{unit} 的业主还有别的房屋，第 {item} 项的意见不一致或者缺了一套。", "同一投票人的各套须一致。"
    ),
    "outside_total_unread": ("第 {line} 行的合计看不懂。", "请写：合计、事项、意见、面积、人数。"),
    "outside_sum_differs": ("第 {item} 项{choice}：文件写{given}，逐行相加是{counted}。", "请表决系统核对后重新给出。"),
    "nomination_is_over": ("这份联名已经结束。", "请刷新页面，看候选人现在的状态。"),
    "nomination_not_reached": ("联名的业主还不够。", "够了以后再核对条件。"),
    "candidate_not_agreed": ("本人还没有同意参选。", "请本人在手机上同意，或者录入本人的书面同意。"),
    "cosigned_already": ("这套房屋已经签过。", "一套房屋签一次。"),
    "agreed_already": ("本人已经同意参选。", "不用再办。"),
    "not_a_signed_root": ("这不是签过名的树根。", "请刷新后再看。"),
    "witnessed_already": ("您已经见证过这个树根。", "日志增长以后可以再见证。"),
    "no_receipt_yet": ("还没有您的票，也还没有截止。", "投票以后可以下载回执；截止以后有“没有人替我投票”的证明。"),
    "unknown_proxy": ("没有这个用户名的账号。", "请受托人先注册，再登记。"),
    "proxy_given_already": ("这位业主已经登记了委托。", "请业主先收回，再登记新的。"),
    "no_proxy": ("没有登记过委托。", "不用收回。"),
    "other_certificate": ("页面上的结果书不是最新的一份。", "请刷新后再签。"),
    "signed_already": ("您已经签过。", "请另一位签。"),
    "not_signed_yet": ("结果书还没有人签。", "请先核对并签字，再公布。"),
    "result_not_settled": ("异议期到 {until} 24:00，还有 {open} 件异议没有答复。", "异议期满、异议都答复后生效。"),
}  # fmt: skip

ROUTE_WORDS: dict[str, str] = {
    "self": "自荐", "owners_jointly": "业主联名推荐", "neighbourhood": "居委会推荐", "party": "党组织推荐",
    "committee": "业委会推荐", "preparation_group": "筹备组推荐",
}  # fmt: skip
CANDIDATE_WORDS: dict[str, tuple[str, str]] = {
    "collecting": ("doing", "业主联名中"), "named": ("new", "待核对条件"), "eligible": ("done", "符合条件"),
    "refused": ("stop", "不符合条件"), "withdrawn": ("draft", "已退出"),
}  # fmt: skip
SLATE_WORDS: dict[str, tuple[str, str]] = {
    "naming": ("doing", "正在推荐"), "posted": ("wait", "公示中"), "settled": ("done", "已确定"),
    "used": ("done", "已提交表决"), "ended": ("stop", "已终止"),
}  # fmt: skip
BODY_WORDS: dict[str, str] = {"committee": "业主委员会", "interim": "物业管理委员会"}
POST_WORDS: dict[str, str] = {"head": "主任", "deputy": "副主任", "member": "委员"}
SEAT_WHY_WORDS: dict[str, str] = {
    "resigned": "书面辞职", "health": "健康原因", "not_owner": "不再是业主", "became_staff": "在物业公司任职",
    "dismissed": "业主大会罢免", "term_over": "任期届满", "succeeded": "新一届业委会产生",
}  # fmt: skip
GROUND_WORDS: dict[str, str] = {"lost_qualification": "不再具备委员资格", "missed_meetings": "一年内缺席半数以上会议"}

CONSTRAINTS: dict[str, str] = {
    "one_support_per_unit_of_a_proposal": "supported_already",
    "one_entry_per_form_and_typist": "typed_already",
    "one_signature_per_person_on_a_certificate": "signed_already",
    "one_living_proxy_per_head_of_a_vote": "proxy_given_already",
    "one_candidacy_per_person_and_slate": "named_already",
    "one_signature_per_unit_of_a_candidate": "cosigned_already",
    "one_mark_per_witness_and_root": "witnessed_already",
    "one_delivery_per_head_and_way": "delivery_twice",
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
CHANNEL_WORDS: dict[str, str] = {
    "phone": "手机", "paper": "纸质", "desk": "柜台帮办", "door": "上门帮办", "outside": "市里的表决系统",
}  # fmt: skip
HOW_WORDS: dict[str, str] = {"hand": "当面签收", "mail": "邮寄签收", "failed": "没有找到人", "posted": "张贴公告"}
SYSTEM_WORDS: dict[str, str] = {
    "city_system": "市级表决系统", "authority_platform": "主管部门的平台", "recognised_system": "认可的系统",
}  # fmt: skip
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
