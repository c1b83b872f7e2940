"""Everyone who can log in to the demo city: at least one account per role. All persons are invented.

The login page shows this list in demo mode only. The password is printed there, so it protects nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "sanguanjia-yanshi"  # noqa: S105 - shown on the login page of the demo


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account: how to log in, who it is, and what it may do where.

    home_path: the page to open after logging in. place: key of a place in `places.py` (its own mandate covers it).
    organisation: key of an organisation in `places.py`, or "".
    units: (estate key, unit code) of what is owned or lived in.
    spot: building code or grid code the mandate is about, or "".
    """

    username: str
    name: str
    role: str
    label: str
    place: str
    organisation: str = ""
    units: tuple[tuple[str, str], ...] = ()
    spot: str = ""
    home_path: str = "/"
    password: str = PASSWORD


def _resident(username: str, name: str, label: str, *units: tuple[str, str], role: str = "owner") -> DemoAccount:
    return DemoAccount(username, name, role, label, units[0][0], units=units)


ACCOUNTS: Final[tuple[DemoAccount, ...]] = (
    # 株洲 · 山水文园
    _resident("yezhu", "陈建平", "业主 · 山水文园3栋1单元1402", ("shanshui", "3-1-1402")),
    _resident(
        "duofang", "周丽华", "业主 · 三套房一间商铺，两个小区",
        ("shanshui", "5-1-801"), ("shanshui", "5-1-802"), ("shanshui", "31-S2"), ("xingui", "2-1-1102"),
    ),
    _resident("zuhu", "刘小洋", "住户（租住）· 山水文园7栋2单元1001", ("shanshui", "7-2-1001"), role="tenant"),
    DemoAccount("loudong", "何桂英", "building_head", "楼栋长 · 山水文园3栋", "shanshui", spot="3"),
    DemoAccount("wangge", "吴志强", "grid_worker", "网格员 · 山水文园", "shanshui", spot="wenyuan-1"),
    DemoAccount("tiaojie", "彭国华", "mediator", "人民调解员 · 文园社区", "wenyuan"),
    DemoAccount("jingli", "曾伟明", "company_manager", "物业经理 · 山水物业", "shanshui", "shanshui-wuye"),
    DemoAccount("weixiu", "谭永刚", "company_worker", "物业维修工 · 山水物业", "shanshui", "shanshui-wuye"),
    DemoAccount("yeweihui", "罗晓燕", "committee_member", "业委会委员 · 山水文园", "shanshui", "shanshui-yeweihui",
                units=(("shanshui", "19-1-1201"),)),
    DemoAccount("zhibu", "肖建国", "party_secretary", "小区党支部书记 · 山水文园", "shanshui"),
    DemoAccount("daibiao", "邓淑芬", "delegate", "居民代表 · 山水文园", "shanshui"),
    DemoAccount("zhiyuan", "郭佳怡", "volunteer", "志愿者 · 山水文园", "shanshui"),
    DemoAccount("shequ", "程敏慧", "neighbourhood_officer", "社区工作人员 · 文园社区", "wenyuan"),
    DemoAccount("jiedao", "宋文斌", "subdistrict_officer", "街道工作人员 · 嵩山路街道", "songshan"),
    DemoAccount("chengguan", "段志飞", "department_officer", "部门人员 · 天元区城管", "tianyuan", "tianyuan-chengguan"),
    DemoAccount("xiaofang", "唐海军", "department_officer", "部门人员 · 天元区消防", "tianyuan", "tianyuan-xiaofang"),
    DemoAccount("quwuguan", "胡立新", "district_officer", "区物业服务中心 · 天元区", "tianyuan", "tianyuan-wuguan"),
    DemoAccount("xiehui", "夏永红", "association_officer", "行业协会 · 株洲市", "zhuzhou", "zhuzhou-xiehui"),
    DemoAccount("zhidao", "严正明", "party_instructor", "党建指导员 · 天元区", "tianyuan"),
    DemoAccount("jijin", "钟敏芳", "fund_officer", "维修资金管理中心 · 株洲市", "zhuzhou", "zhuzhou-jijin"),
    DemoAccount("jijin2", "石建芬", "fund_officer", "维修资金管理中心复核 · 株洲市", "zhuzhou", "zhuzhou-jijin"),
    DemoAccount("yinhang", "江宁波", "bank_officer", "专户银行 · 演示银行", "zhuzhou", "yanshi-bank"),
    DemoAccount("baoxian", "白雪梅", "insurer_officer", "保险机构 · 演示保险", "zhuzhou", "yanshi-insurer"),
    DemoAccount("shiju", "李新民", "city_officer", "市住建局 · 株洲市", "zhuzhou", "zhuzhou-zhujian"),
    DemoAccount("rexian", "方婷婷", "hotline_operator", "12345热线坐席 · 株洲市", "zhuzhou"),
    # 株洲 · 新桂都
    _resident("yezhu2", "赵玉梅", "业主 · 新桂都11栋1单元1401", ("xingui", "11-1-1401")),
    DemoAccount("wangge2", "孙晓峰", "grid_worker", "网格员 · 新桂都", "xingui", spot="guihua-1"),
    DemoAccount("jingli2", "蒋海波", "company_manager", "物业经理 · 瑞丰物业", "xingui", "ruifeng-wuye"),
    DemoAccount("weixiu2", "魏红兵", "company_worker", "物业维修工 · 瑞丰物业", "xingui", "ruifeng-wuye"),
    DemoAccount("shequ2", "姚春兰", "neighbourhood_officer", "社区工作人员 · 桂花社区", "guihua"),
    # 长治潞州 · 御林家园与轴承厂家属院
    _resident("yezhu3", "冯海燕", "业主 · 御林家园6栋2单元1002", ("yulin", "6-2-1002")),
    _resident("jiashu", "秦大成", "业主 · 轴承厂家属院2栋1单元301（无物业）", ("zhoucheng", "2-1-301")),
    DemoAccount("wangge3", "薛建军", "grid_worker", "网格员 · 御林家园", "yulin", spot="yingxiong-1"),
    DemoAccount("wangge4", "侯俊杰", "grid_worker", "网格员 · 轴承厂家属院", "zhoucheng", spot="yingxiong-2"),
    DemoAccount("jingli3", "贾成林", "company_manager", "物业经理 · 御林物业", "yulin", "yulin-wuye"),
    DemoAccount("weixiu3", "任小宁", "company_worker", "物业维修工 · 御林物业", "yulin", "yulin-wuye"),
    DemoAccount("shequ3", "郝雪芹", "neighbourhood_officer", "社区工作人员 · 英雄社区", "yingxiong"),
    DemoAccount("jiedao3", "武文涛", "subdistrict_officer", "街道工作人员 · 英雄中路街道", "yingxionglu"),
    DemoAccount("quwuguan3", "常永明", "district_officer", "区物业服务中心 · 潞州区", "luzhou", "luzhou-wuguan"),
    # 平台
    DemoAccount("guanli", "系统管理", "system_admin", "系统管理员", "platform"),
    DemoAccount("shenji", "安全审计", "security_auditor", "安全审计员", "platform"),
    DemoAccount("yinhang2", "谭志强", "bank_officer", "专户银行 · 湘江演示银行", "zhuzhou", "xiangjiang-bank"),
)  # fmt: skip
