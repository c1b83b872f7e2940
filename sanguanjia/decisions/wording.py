"""Owners' decisions in plain Chinese: refusals, reasons of a verdict, names of matters and levels."""

from __future__ import annotations

from .types import Level

SENTENCES: dict[str, tuple[str, str]] = {
    "level_or_matter": ("没有写明表决的是什么事项。", "请写 matter（民法典第二百七十八条第几项，1 至 9）或 level（ordinary、qualified）。"),
    "bad_matter": ("“{given}”不是事项编号。", "请写 1 至 9 的整数，即民法典第二百七十八条第一款第几项。"),
    "bad_level": ("“{given}”不是表决等次。", "请写 ordinary（过半数）或 qualified（四分之三以上）。"),
    "matter_needed": ("2021 年以前按物权法计票，要看具体事项。", "请写 matter（1 至 9）。"),
    "level_not_of_matter": ("第 {matter} 项事项的表决等次不是所写的这一种。", "请去掉 level，或核对事项。"),
    "area_not_text": ("“{given}”不是面积。", "请把平方米数写成字符串，例如 \"88.12\"。"),
    "area_too_fine": ("“{given}”比 0.01 平方米还细。", "面积最多写两位小数。"),
    "area_is_zero": ("面积不能是 0。", "请核对面积。"),
    "count_not_whole": ("“{given}”不是人数。", "请写整数，不带引号和小数点。"),
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
