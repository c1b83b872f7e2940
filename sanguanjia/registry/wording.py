"""The registry's words: refusals, constraints, and the Chinese of its kinds. The only Chinese outside templates."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from .types import (
    AreaSource,
    Basis,
    DivisionLevel,
    IdentityKind,
    LineageKind,
    OrganisationKind,
    PartyKind,
    UnmanagedKind,
    Use,
    WardKind,
)

KINDS: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    DivisionLevel: {"province": "省级", "city": "地级", "county": "县级"},
    OrganisationKind: {
        "company": "物业服务企业",
        "department": "部门",
        "committee": "业主委员会（物业管理委员会）",
        "association": "行业协会",
        "bank": "银行",
        "insurer": "保险机构",
        "authority": "机关",
    },
    Use: {"dwelling": "住宅", "shop": "商铺", "parking": "车位"},
    AreaSource: {
        "registry": "不动产登记簿",
        "surveyed": "实测",
        "contract": "买卖合同",
        "roster": "名册所载，未核对原件",
        "stand_in": "以另一面积代替",
    },
    Basis: {
        "registered": "已登记",
        "judgment": "法律文书",
        "inheritance": "继承",
        "construction": "合法建造",
        "contract_possession": "已交付，尚未登记",
        "developer_unsold": "开发建设单位未出售",
        "developer_undelivered": "已出售未交付",
    },
    PartyKind: {"person": "个人", "organisation": "单位"},
    IdentityKind: {
        "resident_id": "居民身份证",
        "credit_code": "统一社会信用代码",
        "passport": "护照",
        "other": "其他证件",
        "": "未留证件",
    },
    UnmanagedKind: {
        "no_company": "没有物业服务企业",
        "no_owning_unit": "没有产权单位管理",
        "no_self_management": "没有业主自管",
    },
    WardKind: {"minor": "未成年", "incapacitated": "无或限制民事行为能力"},
    LineageKind: {"split": "分割", "merge": "合并"},
}


def word(kind: type[StrEnum], value: str) -> str:
    """The Chinese word of one value of a kind; the value itself where no word is given."""
    return KINDS.get(kind, {}).get(value, value)


KINDS_OF_USE: Final[Mapping[str, str]] = {"dwelling": "住宅", "shop": "商铺", "parking": "车位"}

# Header words of the sheets that go out; reading them again gives the same fields (roster/fields.py).
ROSTER_FIELDS: Final[Mapping[str, str]] = {
    "building": "楼栋", "entrance": "单元", "room": "房号", "address": "房屋坐落", "area": "建筑面积", "inner_area": "套内面积",
    "owner": "业主姓名", "id_type": "证件类型", "identity": "证件号码", "credit_code": "统一社会信用代码", "phone": "联系电话",
    "phone2": "固定电话", "share": "产权份额", "tenure": "共有情况", "use": "用途", "status": "销售状态", "delivered": "交付日期",
    "remark": "备注", "co_owner": "共有人", "co_id_type": "共有人证件类型", "co_identity": "共有人证件号码", "co_phone": "共有人联系电话",
    "co_share": "共有人份额", "seq": "序号", "origin": "原行号",
}  # fmt: skip
SHEETS: Final[Mapping[str, str]] = {
    "fix": "待修正", "roster": "业主花名册", "origin": "原行号", "error": "错误", "suggestion": "建议", "unsold": "未售",
}  # fmt: skip


ROSTER_WORDS: Final[Mapping[str, str]] = {
    "loaded": "可导入", "error": "有错误", "skipped": "跳过", "all_errors": "全部错误", "left_out": "不导入", "added": "新增",
    "changed": "有变化", "same": "没有变化", "missing": "名册里没有", "until": "（到第 {until} 行）", "developer": "开发建设单位",
    "use": "用途", "built": "建筑面积", "exclusive": "套内面积", "unsold": "未售", "owners": "业主", "yes": "是", "no": "否",
    "nudged": "已重新排队，请稍候。", "now_left_out": "已写明 {count} 户不导入。", "now_fixed": "修正文件已读入，请再看一遍预览。", "now_withdrawn": "已撤回，没有导入任何内容。",
}  # fmt: skip


def document(identity_kind: str) -> str:
    """The word for a kind of document in a sheet's 证件类型 column."""
    words = {"resident_id": "身份证", "credit_code": "统一社会信用代码", "passport": "护照", "other": "其他证件"}
    return words.get(identity_kind, "")


SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "person_known_otherwise": ("这位业主已经由另一个账号认领。", "请先核对是哪一个账号。"),
    # places and organisations
    "place_name_missing": ("请填写名称。", ""),
    "place_code_wrong": ("代码“{code}”不符合编码规则。", "请核对民政或统计部门公布的区划代码。"),
    "place_code_not_below": ("代码“{code}”不在上级代码“{above}”之下。", "请核对上级地方是否选对。"),
    "place_code_taken": ("代码“{code}”在这段时间已经用于另一个地方。", "请核对代码，或先办理区划变更。"),
    "predecessor_missing": ("请写明由哪些区划变更而来。", ""),
    "predecessor_not_valid": ("区划代码“{code}”在那一天并不有效。", "请核对变更日期和原代码。"),
    "paper_not_named": ("请写明依据的文件。", "填写批复文号即可。"),
    "grid_elsewhere": ("这个网格不属于该社区。", "请重新选择网格。"),
    "estate_name_taken": ("该社区已有同名小区。", "请核对是否重复登记，或在名称后加注区别。"),
    "organisation_name_missing": ("请填写单位名称。", ""),
    "organisation_kind_unknown": ("请选择单位类型。", ""),
    "organisation_known": ("这个统一社会信用代码已经登记过。", "请直接使用已登记的单位。"),
    "credit_code_wrong": ("统一社会信用代码不对。", "请对照营业执照逐位核对，共 18 位，不含字母 I、O、S、V、Z。"),
    "facts_unchanged": ("内容没有变化。", "请修改后再提交。"),
    "reason_not_given": ("请写明原因。", ""),
    "evidence_not_given": ("请写明依据。", "写明看到的材料名称和日期，不写个人信息。"),
    "day_not_yet_come": ("日期 {day} 还没有到。", "请填写今天或以前的日期。"),
    "end_not_after_begin": ("结束日期 {day} 不在开始日期之后。", "请核对日期。"),
    "period_ended_before": ("这一项已经结束。", "请刷新页面查看最新情况。"),
    # buildings and lifts
    "building_code_wrong": ("编号“{code}”只能由数字、字母或汉字组成。", "例如 3、A1、东。"),
    "building_code_taken": ("本小区已有 {code} 栋。", "请核对楼栋编号。"),
    "building_missing": ("请选择所在楼栋。", "只有车位可以不在楼栋内。"),
    "storeys_wrong": ("层数应在 1 到 299 之间。", ""),
    "entrance_code_taken": ("本栋已有 {code} 单元。", "请核对单元编号。"),
    "entrance_elsewhere": ("这个单元不在所选楼栋内。", "请重新选择单元。"),
    "lift_name_missing": ("请填写电梯名称。", "例如“1 单元 1 号梯”。"),
    "lift_name_taken": ("本栋已有电梯“{name}”。", "请换一个名称。"),
    # units and areas
    "room_missing": ("请填写房号。", ""),
    "room_unreadable": ("房号“{room}”只能由数字、字母或汉字组成。", "例如 1403、B017。"),
    "room_twice": ("几个新房号有重复。", "每一套要有不同的房号。"),
    "unit_code_taken": ("房号“{code}”在这段时间已有房屋登记。", "请核对房号，或先办理原房屋的变更。"),
    "unit_code_unknown": ("本小区没有房号“{code}”。", "请填写完整房号，例如 3-1-1403。"),
    "unit_has_ended": ("这套房屋已经分割或合并，不能再改。", "请到新的房屋上办理。"),
    "unit_not_there_on_day": ("在 {day} 这一天还没有（或已不再有）这套房屋。", "请核对日期。"),
    "use_unknown": ("请选择用途：住宅、商铺或车位。", ""),
    "area_unreadable": ("面积“{typed}”不是数字，或多于两位小数。", "请按平方米填写，例如 88.12。"),
    "area_out_of_bounds": ("面积“{typed}”超出合理范围。", "请核对是否多写了数字，或单位不是平方米。"),
    "area_without_source": ("请选择面积的来源。", "依次为不动产登记簿、实测、买卖合同。"),
    "source_without_area": ("选择了来源，但没有填写面积。", "请填写面积，或不选来源。"),
    "both_areas_stand_in": ("两个面积不能互相代替。", "至少有一个面积要有真实来源。"),
    "stand_in_differs": ("“以另一面积代替”时，两个面积必须相同。", "请留空，由系统填入相同的数值。"),
    "exclusive_exceeds_built": ("专有部分面积大于建筑面积。", "请核对两个数字是否填反。"),
    "area_not_kept": ("变更前合计 {before} ㎡，变更后合计 {after} ㎡，不相等。", "请核对，或写明差异原因和重新测绘的文件。"),
    "split_needs_two": ("分割至少要分成两套。", ""),
    "merge_needs_two": ("合并至少要选两套。", ""),
    "uses_differ": ("用途不同的房屋不能合并登记。", "请先办理用途更正。"),
    "owners_differ": ("几套房屋的业主或份额不同，不能合并。", "请先办理过户，使业主和份额一致。"),
    # owners
    "owners_missing": ("请填写业主。", "至少一位业主，份额合计为整套。"),
    "share_not_positive": ("份额“{share}”不是正数。", "请填写如 1/2、1/3 的份额。"),
    "share_not_exact": ("份额“{share}”不能准确记录。", "请使用分母不超过 18 的分数，或最多两位小数的百分数。"),
    "shares_exceed_whole": ("份额合计 {total}，超过了可转让的 {whole}。", "请核对各人份额。"),
    "shares_fall_short": ("份额合计 {total}，不足应有的 {whole}。", "请核对是否漏写了共有人。"),
    "slices_overlap": ("登记的份额会超过整套房屋。", "请刷新页面，按最新的业主情况重新办理。"),
    "same_owner_twice": ("同一位业主写了两次。", "请合并成一行，份额相加。"),
    "outgoing_missing": ("请选择转出的是哪一份产权。", ""),
    "later_owner_known": ("那一天之后已有新的业主登记。", "请核对日期；如需更正历史，请联系街道办理。"),
    "day_before_owner": ("现业主在 {day} 当天或之后才取得产权。", "请核对过户日期。"),
    "basis_unknown": ("请选择取得依据。", ""),
    "basis_not_for_buyer": ("这个取得依据不适用于受让人。", "受让人可选：已登记、法律文书、继承，或已交付尚未登记。"),
    "basis_does_not_follow": ("取得依据不能这样改。", "请按实际情况办理交付或过户。"),
    "not_the_developers": ("这套房屋不在开发建设单位名下。", "请办理过户。"),
    "party_name_missing": ("请填写姓名或单位名称。", ""),
    "party_kind_unknown": ("请选择个人或单位。", ""),
    "identity_kind_missing": ("填写了证件号码，请选择证件类型。", ""),
    "identity_wrong": ("身份证号码不对。", "请对照证件逐位核对，共 18 位。"),
    "identity_of_another_name": ("这个证件号码在本小区登记的是另一个姓名。", "请核对姓名和证件号码。"),
    "phone_unreadable": ("电话号码不对。", "请填写 11 位手机号，或带区号的固定电话。"),
    "ward_kind_unknown": ("请选择需要监护的原因。", ""),
    "own_guardian": ("本人不能做自己的监护人。", ""),
    "guardianship_known": ("这两个人之间已有监护登记。", "请先结束原登记。"),
    # rosters
    "roster_not_now": ("这份花名册现在是“{state}”，不能这样做。", "请刷新页面查看最新进展。"),
    "roster_columns_missing": ("至少要指明“业主姓名”和“房号”（或“房屋坐落”）在哪一列。", ""),
    "roster_field_twice": ("“{field}”选了两列。", "每一项只能对应一列。"),
    "roster_column_twice": ("同一列不能用作两项。", "请检查各列的选择。"),
    "roster_rows_unknown": ("请选择要留下不导入的户。", "只能选择有错误的户。"),
    "roster_fix_unknown": ("修正文件里有对不上原行号的户：{units}。", "请不要改动“原行号”一列，也不要新增行。"),
    "roster_has_errors": ("还有 {count} 户有错误，没有修正，也没有写明不导入。", "请下载修正文件改正后再传，或逐户写明不导入。"),
    "roster_broke_off": ("处理中断了，没有写入任何内容。", "请再试一次；仍不行请联系系统管理员。"),
    "roster_at_work": ("本小区正有一份花名册在处理。", "请等它完成。"),
    "roster_zip_bomb": ("这个文件解开后会膨胀到不合常理的大小，系统没有打开它。", "请用 Excel 或 WPS 另存为新的 .xlsx 再上传。"),
    "roster_formula": ("表里有公式。", "请全选、复制，再“选择性粘贴—数值”，另存后上传。"),
    "roster_external_link": ("表里有指向外部文件或网址的链接。", "请断开链接、删除网址超链接，另存后上传。"),
    "roster_wrong_type": ("这不是能读的花名册文件。", "请上传 Excel 工作簿（.xlsx，不带宏、不加密）或文本表格（.csv）。"),
    "roster_too_large": ("文件太大（上限 64 MB、40 万行）。", "请按楼栋分成几份上传。"),
    "roster_no_header": ("没有找到表头。", "表里至少要有“房号”（或“房屋坐落”）和“业主姓名”两列。"),
    "roster_no_sheet": ("这个工作簿里没有工作表。", ""),
    "roster_empty": ("文件是空的。", ""),
    "roster_bad_map": ("指明的列在表里找不到。", "请重新选择各列。"),
    "roster_no_file": ("读不到这个文件。", "请重新上传。"),
    # management
    "not_a_company": ("所选单位不是物业服务企业。", "请重新选择，或先登记该企业。"),
    "contract_not_named": ("请填写物业服务合同编号。", ""),
    "tenure_overlaps": ("这段时间已有物业服务企业在管。", "请先办理原企业的退出。"),
    "no_company_recorded": ("这段时间已登记为没有物业服务企业。", "请先更正该项登记的日期。"),
    "company_manages": ("这段时间有物业服务企业在管。", "请先办理该企业的退出。"),
    "unmanaged_kind_unknown": ("请选择无人管理的事实。", ""),
    "unmanaged_fact_known": ("这一事实在这段时间已经登记。", "请先结束原登记。"),
}

# Constraints that a race can reach after the act looked have their own sentence; the others guard against faults of ours.
CONSTRAINTS: Final[Mapping[str, str]] = {
    "a_division_code_names_one_place_at_a_time": "place_code_taken",
    "a_place_has_one_division_code_at_a_time": "place_code_taken",
    "one_subdistrict_per_code": "place_code_taken",
    "one_neighbourhood_per_code": "place_code_taken",
    "one_grid_per_code_in_a_neighbourhood": "place_code_taken",
    "one_estate_per_name_in_a_neighbourhood": "estate_name_taken",
    "one_organisation_per_credit_code": "organisation_known",
    "one_building_per_code_in_an_estate": "building_code_taken",
    "one_entrance_per_code_in_a_building": "entrance_code_taken",
    "one_lift_per_name_in_a_building": "lift_name_taken",
    "one_unit_per_code_at_a_time_in_an_estate": "unit_code_taken",
    "no_two_owners_hold_the_same_slice_of_a_unit": "slices_overlap",
    "one_roster_at_work_in_an_estate": "roster_at_work",
    "one_party_per_identity_in_an_estate": "identity_of_another_name",
    "one_place_per_member_in_an_ownership": "same_owner_twice",
    "one_guardianship_of_two_people_at_a_time": "guardianship_known",
    "nobody_is_their_own_guardian": "own_guardian",
    "one_company_manages_an_estate_at_a_time": "tenure_overlaps",
    "one_unmanaged_fact_of_a_kind_at_a_time": "unmanaged_fact_known",
    "a_stand_in_area_equals_the_other_and_never_both": "stand_in_differs",
    "every_area_says_its_source": "area_without_source",
    "only_parking_stands_outside_a_building": "building_missing",
}

ACTS: Final[Mapping[str, str]] = {
    "registry.add_building": "登记楼栋",
    "registry.add_entrance": "登记单元",
    "registry.add_guardian": "登记监护人",
    "registry.add_lift": "登记电梯",
    "registry.add_organisation": "登记单位",
    "registry.add_unit": "登记房屋",
    "registry.change_basis": "变更取得依据",
    "registry.change_division": "区划变更",
    "registry.change_phone": "变更联系电话",
    "registry.correct_organisation": "更正单位信息",
    "registry.correct_unit": "更正房屋信息",
    "registry.deliver_unit": "开发建设单位交付",
    "registry.end_guardianship": "监护结束",
    "registry.end_lift": "电梯停用",
    "registry.end_tenure": "物业服务企业退出",
    "registry.end_unmanaged_fact": "无人管理事实消除",
    "registry.found_city": "登记城市",
    "registry.found_district": "登记区县",
    "registry.found_estate": "登记小区",
    "registry.found_grid": "登记网格",
    "registry.found_neighbourhood": "登记社区",
    "registry.found_subdistrict": "登记街道",
    "registry.commit_roster": "确认导入业主花名册",
    "registry.correct_roster": "上传花名册修正文件",
    "registry.import_roster": "导入业主花名册",
    "registry.leave_out_roster_units": "花名册中有错的户不导入",
    "registry.nudge_roster": "再次处理业主花名册",
    "registry.read_roster": "读取业主花名册",
    "registry.stop_roster": "花名册处理中断",
    "registry.settle_roster_columns": "确认花名册各列",
    "registry.upload_roster": "上传业主花名册",
    "registry.withdraw_roster": "撤回业主花名册",
    "registry.merge_units": "房屋合并",
    "registry.move_estate": "小区划转社区",
    "registry.record_unmanaged_fact": "登记无人管理的事实",
    "registry.rename_place": "更名",
    "registry.set_managing_company": "登记物业服务企业",
    "registry.split_unit": "房屋分割",
    "registry.transfer_unit": "过户",
}

# In which capacity an act of this room may be done (role codes of the access room, see permissions.py).
CAPACITIES: Final[Mapping[str, str]] = {
    "": "平台",
    "system_admin": "系统管理员",
    "city_officer": "市级工作人员",
    "district_officer": "区物业服务中心",
    "subdistrict_officer": "街道工作人员",
    "neighbourhood_officer": "社区工作人员",
}
