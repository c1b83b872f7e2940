"""Policy in plain Chinese: refusals, why a version was overruled, layers, forces, units."""

from __future__ import annotations

from .types import Force, Layer, Why

SENTENCES: dict[str, tuple[str, str]] = {
    # calc deadline
    "bad_place": ("没有“{given}”这个地方。", "请写 CN 或六位行政区划代码，例如 430200。"),
    "bad_start": ("“{given}”不是日期。", "请写成 2024-04-25，或带时间的 2024-04-25T16:30。"),
    "bad_amount": ("“{given}”不是时间长度。", "请写大于 0 的整数。"),
    "bad_unit": (
        "没有“{given}”这个单位。",
        "可用 day 日、month 月、year 年、workday 工作日、hour 时、minute 分、workhour 工作时、workminute 工作分。",
    ),
    "bad_direction": ("“{given}”不是方向。", "请写 after（之后）或 before（之前）。"),
    "bad_roll": ("“{given}”不是顺延办法。", "请写 none（不顺延）或 next_workday（顺延到下一工作日）。"),
    "bad_clear_days": ("“{given}”不是是与否。", "clear_days 请写 true 或 false。"),
    "start_needs_time": ("按小时或分钟计算，起点要有时间。", "请写成 2024-04-25T16:30。"),
    "clear_days_need_days": ("按小时或分钟计算没有净日。", "请去掉 clear_days，或改用日、工作日。"),
    "two_amounts": ("workdays 与 amount、unit 说的不一样。", "请只写一种。"),
    "out_of_calendar": ("算出的日期超出公元 1 年至 9999 年。", "请核对时间长度。"),
    "bad_element": ("这一项不是一个问题。", "每一项都应是写在花括号里的字段。"),
    # machine edges
    "unreadable": ("读不懂输入的内容。", "请给出一个 UTF-8 编码的 JSON 对象或数组。"),
    "unknown_key": ("不认识字段“{given}”。", "请核对字段名。"),
    "bad_packs": ("规则包不能用：{given}", ""),
    "bad_date": ("“{given}”不是日期。", "请写成 2024-04-25。"),
    # policy explain, pages
    "no_rule": ("{day}这一天，{place}没有关于 {key} 的规则。", "请核对名称、地点和日期，或查看规则目录。"),
    # publishing
    "policy_overlap": ("这一规则在该地该层级已有同期有效的版本。", "请让新版本从较晚的日期开始，或先公布终止日期。"),
    "policy_not_later": ("新版本要晚于现行版本（{since}）开始。", "请填写更晚的生效日期；已公布的版本不能改写。"),
    "policy_backdated": ("生效日期 {since} 已经过去。", "规则不溯及既往；如系补录，请勾选补录并写明理由。"),
    "policy_malformed": ("这条规则不完整：{given}", "请改正后再公布。"),
    "policy_names_nothing": ("所指的 {given} 不存在。", "请从目录中选择要突破或替代的规则。"),
    "policy_unknown_version": ("没有现行的“{given}”这一版。", "它可能刚被更正；请回到规则页，从最新的一版重新更正。"),
    "policy_other_text": ("更正只改内容，不改规则名称、地区、层级和生效日期。", "这些写错了，请另行公布新版本。"),
    "policy_no_reason": ("没有写更正的理由。", "请写明错在哪里、依据哪份文件更正，会一并公开。"),
    "policy_unchanged": ("与原来的一版完全相同，没有要更正的。", "请先改内容，再更正。"),
    "policy_outside_place": ("您只能公布本辖区的规则。", "请核对适用地区。"),
}

CONSTRAINTS: dict[str, str] = {
    "policy_versions_of_one_text_never_overlap": "policy_overlap",
}

WHY_WORDS: dict[Why, str] = {
    Why.HIGHER_MANDATORY: "上位法有强制性规定，下位规定与之不一致的不适用",
    Why.HIGHER_LAYER: "同一地方以层级更高的规定为准",
    Why.WIDER_MANDATORY: "更大范围有强制性规定，本地的一般规定不适用",
    Why.MORE_SPECIFIC: "本地另有规定，以更具体地方的规定为准",
    Why.LEFT_OPEN: "此处留给约定，已有约定或规定补充",
    Why.PILOT: "本地试点在期限内明文突破该规定",
    Why.BELOW_FLOOR: "低于上位规定的下限，按下限执行",
    Why.ABOVE_CEILING: "高于上位规定的上限，按上限执行",
    Why.NOT_COMPARABLE: "与上位规定的限度无法比较，按上位规定执行",
    Why.BOUND_KEPT: "上位规定只设限度，本地规定在限度之内，从本地",
    Why.NEWER_TEXT: "同一层级以新规定为准",
}

LAYER_WORDS: dict[Layer, str] = {
    Layer.LAW: "法律",
    Layer.ADMIN_REGULATION: "行政法规",
    Layer.JUDICIAL_INTERP: "司法解释",
    Layer.LOCAL_REGULATION: "地方性法规",
    Layer.DEPT_RULE: "部门规章",
    Layer.NORMATIVE_DOC: "规范性文件",
    Layer.ESTATE_COVENANT: "小区公约",
}

FORCE_WORDS: dict[Force, str] = {
    Force.MANDATORY: "强制",
    Force.FLOOR: "下限",
    Force.CEILING: "上限",
    Force.DEFAULT: "一般",
    Force.OPEN: "留待约定",
}

TAG_WORDS = {
    "T": "条文已通读",
    "P": "依公开摘录",
    "S": "依城市经验文章",
    "K": "待核实",
    "E": "平台默认",
}

TOPICS: dict[str, str] = {
    "cases": "报事办理",
    "own": "业主共同决定与业委会",
    "fund": "维修资金",
    "lift": "电梯",
    "petition": "信访",
    "mediation": "调解",
    "hotline": "热线",
    "company": "物业企业进出",
    "disclosure": "公示",
    "applications": "事项办理",
    "information": "信息公开",
    "noise": "噪声",
    "points": "积分",
    "logs": "日志保存",
    "calendar": "日历与工作时间",
}

FIELD_WORDS: dict[str, str] = {
    "code": "编号",
    "name": "名称",
    "words": "常见说法",
    "kind": "种类",
    "first": "先到哪一级",
    "handler": "承办（代码）",
    "handler_name": "承办",
    "priority": "轻重",
    "route": "紧急电话",
    "matter": "事项",
    "lead": "牵头部门",
    "levels": "层级",
    "needs": "清单",
    "tasks": "物业任务",
    "duties": "部门责任",
    "weights": "权重",
    "response": "响应率",
    "solved": "解决率",
    "satisfied": "满意率",
    "numerator": "分子",
    "denominator": "分母",
    "formula": "算式",
    "score": "得分",
    "shape": "计分方式",
    "max_times": "最多几次",
    "max_amount": "每次最长",
    "amount": "数量",
    "unit": "单位",
    "roll": "末日顺延",
    "year": "年份",
    "announced": "公布日期",
    "holidays": "放假",
    "worked": "调休上班",
    "from": "起",
    "to": "止",
    "date": "日期",
    "for": "因",
    "fixed": "固定节日",
    "movable": "其他节日",
    "day": "日",
    "since": "自哪年",
    "min": "最少",
    "max": "最多",
    "up_to_benchmark": "基准利率以内",
    "above_benchmark": "基准利率以上",
    "term_years": "年限",
    "rate": "利率",
    "documents": "材料",
    "categories": "情形",
    "confirmers": "确认人",
    "order": "先后",
    "level": "等次",
}

VALUE_WORDS: dict[str, str] = {
    "consult": "咨询",
    "help": "求助",
    "complaint": "投诉",
    "building": "楼栋",
    "grid": "网格",
    "estate": "小区",
    "neighbourhood": "社区",
    "subdistrict": "街道（镇）",
    "district": "区县",
    "city": "市",
    "building_head": "楼栋长",
    "grid_worker": "网格员",
    "company": "物业公司",
    "district_centre": "区中心",
    "gas": "燃气抢修",
    "door": "各户分账户",
    "building_pool": "幢统筹账户",
    "none": "不顺延",
    "next_workday": "顺延到下一工作日",
    "linear": "按比例",
    "day": "日",
    "workday": "工作日",
    "minute": "分钟",
    "hour": "小时",
    "registered": "登记",
    "surveyed": "实测",
    "contract": "合同",
}
