"""Where the demo city lies: two cities, their offices, four estates modelled on the two articles. Data only.

Names of estates follow the articles; subdistricts are real names with running numbers in place of the official ones;
neighbourhoods, companies and everything else below them are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .blueprint import Block, Shape


@dataclass(frozen=True, slots=True)
class Place:
    """One home of the tree, from the platform down. `code`: GB/T 2260 division, 9 or 12 digits below."""

    key: str
    kind: str  # city | district | subdistrict | neighbourhood
    name: str
    code: str
    parent: str


@dataclass(frozen=True, slots=True)
class DemoEstate:
    """An estate as the articles describe it, or as they describe its kind."""

    key: str
    name: str
    neighbourhood: str
    address: str
    grids: tuple[tuple[str, str, str], ...]  # key, code, name
    shape: Shape
    company: str = ""  # key of an organisation; "" unmanaged
    developer: str = ""
    contract: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, office or committee of the demo city."""

    key: str
    kind: str  # company | department | committee | association | bank | insurer | authority
    name: str
    number: int  # for the synthetic credit code
    division: str
    place: str
    first: str = "91"  # department and class of the credit code


PLACES: Final = (
    Place("zhuzhou", "city", "株洲市", "430200", "platform"),
    Place("hetang", "district", "荷塘区", "430202", "zhuzhou"),
    Place("lusong", "district", "芦淞区", "430203", "zhuzhou"),
    Place("shifeng", "district", "石峰区", "430204", "zhuzhou"),
    Place("tianyuan", "district", "天元区", "430211", "zhuzhou"),
    Place("lukou", "district", "渌口区", "430212", "zhuzhou"),
    Place("songshan", "subdistrict", "嵩山路街道", "430211001", "tianyuan"),
    Place("taishan", "subdistrict", "泰山路街道", "430211002", "tianyuan"),
    Place("guihualu", "subdistrict", "桂花街道", "430202001", "hetang"),
    Place("wenyuan", "neighbourhood", "文园社区", "430211001001", "songshan"),
    Place("guihua", "neighbourhood", "桂花社区", "430202001001", "guihualu"),
    Place("changzhi", "city", "长治市", "140400", "platform"),
    Place("luzhou", "district", "潞州区", "140403", "changzhi"),
    Place("yingxionglu", "subdistrict", "英雄中路街道", "140403001", "luzhou"),
    Place("yingxiong", "neighbourhood", "英雄社区", "140403001001", "yingxionglu"),
)

ORGANISATIONS: Final = (
    Organisation("shanshui-wuye", "company", "株洲山水物业服务有限公司", 101, "430211", "tianyuan"),
    Organisation("ruifeng-wuye", "company", "株洲瑞丰物业服务有限公司", 102, "430202", "hetang"),
    Organisation("yulin-wuye", "company", "长治御林物业服务有限公司", 103, "140403", "luzhou"),
    Organisation("xiangjiang-fang", "company", "株洲湘江房地产开发有限公司", 104, "430211", "tianyuan"),
    Organisation("shangdang-fang", "company", "长治上党房地产开发有限公司", 105, "140403", "luzhou"),
    Organisation("shanshui-yeweihui", "committee", "山水文园业主委员会", 106, "430211", "wenyuan", "Y1"),
    Organisation("zhuzhou-xiehui", "association", "株洲市物业管理行业协会", 107, "430202", "zhuzhou", "51"),
    Organisation("yanshi-bank", "bank", "演示银行株洲分行", 108, "430211", "zhuzhou"),
    Organisation("yanshi-insurer", "insurer", "演示财产保险株洲分公司", 109, "430211", "zhuzhou"),
    Organisation("zhuzhou-zhujian", "authority", "株洲市住房和城乡建设局", 110, "430200", "zhuzhou", "11"),
    Organisation("zhuzhou-jijin", "authority", "株洲市住宅专项维修资金管理中心", 111, "430200", "zhuzhou", "12"),
    Organisation("tianyuan-wuguan", "authority", "天元区物业管理服务中心", 112, "430211", "tianyuan", "12"),
    Organisation("luzhou-wuguan", "authority", "潞州区物业管理服务中心", 113, "140403", "luzhou", "12"),
    Organisation("tianyuan-chengguan", "department", "天元区城市管理和综合执法局", 114, "430211", "tianyuan", "11"),
    Organisation("tianyuan-xiaofang", "department", "天元区消防救援大队", 115, "430211", "tianyuan", "11"),
    Organisation("xiangjiang-bank", "bank", "湘江演示银行", 116, "430211", "zhuzhou"),
)

ESTATES: Final = (
    DemoEstate(
        key="shanshui", name="山水文园", neighbourhood="wenyuan", address="株洲市天元区珠江北路演示1号",
        grids=(("wenyuan-1", "001", "文园社区第一网格"), ("wenyuan-2", "002", "文园社区第二网格")),
        # The article: 31 buildings, 116 lifts, of which 27 buildings with 104 lifts are insured: 1 to 27 are those.
        shape=Shape(
            blocks=(
                Block((1, 23), 2, 18, 2, 4, ("128.46", "98.62")),
                Block((24, 31), 2, 17, 2, 3, ("112.38", "88.12")),
            ),
            shops=24, shop_building=31, parking=180, unsold_one_in=49, built=2014,
        ),
        company="shanshui-wuye", developer="xiangjiang-fang", contract="演示-山水-2023-01", seed=11,
    ),
    DemoEstate(
        key="xingui", name="新桂都", neighbourhood="guihua", address="株洲市荷塘区新华西路演示2号",
        grids=(("guihua-1", "001", "桂花社区第一网格"),),
        # The article: 1,572 households.
        shape=Shape(
            blocks=(
                Block((1, 21), 2, 18, 2, 2, ("121.05", "89.70")),
                Block((22, 22), 2, 15, 2, 2, ("121.05", "89.70")),
            ),
            shops=12, shop_building=1, parking=96, unsold_one_in=0, built=2011,
        ),
        company="ruifeng-wuye", developer="xiangjiang-fang", contract="演示-新桂都-2021-06", seed=12,
    ),
    DemoEstate(
        key="yulin", name="御林家园", neighbourhood="yingxiong", address="长治市潞州区英雄中路演示3号",
        grids=(("yingxiong-1", "001", "英雄社区第一网格"),),
        shape=Shape(
            blocks=(Block((1, 12), 2, 11, 2, 2, ("118.20", "92.55")),),
            shops=8, shop_building=1, parking=48, unsold_one_in=60, built=2016,
        ),
        company="yulin-wuye", developer="shangdang-fang", contract="演示-御林-2022-03", seed=13,
    ),
    DemoEstate(
        key="zhoucheng", name="轴承厂家属院", neighbourhood="yingxiong", address="长治市潞州区解放东街演示4号",
        grids=(("yingxiong-2", "002", "英雄社区第二网格"),),
        shape=Shape(
            blocks=(Block((1, 4), 3, 5, 2, 0, ("58.40", "52.16")),),
            shops=0, shop_building=0, parking=0, unsold_one_in=0, built=1983,
        ),
        seed=14,
    ),
)  # fmt: skip

UNMANAGED: Final = (
    ("no_company", "上一家物业企业2021年3月31日合同到期后撤出，没有新的企业进驻。", "英雄社区2021年4月2日走访记录"),
    ("no_owning_unit", "原建设单位市轴承厂2004年破产终结，没有接续单位。", "法院终结破产程序裁定（演示）"),
    ("no_self_management", "没有业主委员会，也没有物业管理委员会和自管小组。", "英雄中路街道2021年4月6日核查表"),
)
