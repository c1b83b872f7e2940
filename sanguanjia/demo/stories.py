"""The matters of the demo city, told step by step: who did what when. Every state and every level occurs.

A moment is (working days ago, "HH:MM"), counted back from the last finished working day (1); ("min", 25) is 25 minutes
ago. Steps are played in the order of time through the real acts, and between them the platform does what is due: what
nobody takes climbs, what nobody answers runs on, what nobody confirms is closed by silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

When = tuple[int | str, str | int]
PLATFORM: Final = "platform"


@dataclass(frozen=True, slots=True)
class Deed:
    """One step of a story: who (user name) does which verb with what, at which moment."""

    when: When
    who: str
    verb: str
    wishes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One matter: where, who reports which need in which words, and what follows."""

    key: str
    place: str  # key of an estate or another place
    who: str
    when: When
    need: str
    text: str
    spot: str = ""
    unit: str = ""
    picture: str = ""
    deeds: tuple[Deed, ...] = ()
    wishes: dict[str, Any] = field(default_factory=dict)


def by(who: str, when: When, verb: str, **wishes: Any) -> Deed:
    """One step, in the order in which it is said aloud."""
    return Deed(when, who, verb, wishes)


def solved(who: str, when: When, words: str, picture: str) -> Deed:
    """Closed as solved with a photograph of the mended thing."""
    return by(who, when, "close", outcome="solved", words=words, picture=picture)


STORIES: Final[tuple[Story, ...]] = (
    # --- 山水文园: the company's daily work, one matter per state -------------------------------------------------
    Story(
        "fresh", "shanshui", "yezhu", ("min", 25), "N01",
        "3栋1单元楼道灯不亮，从12楼到14楼都是黑的，晚上老人下楼不敢走。", "3栋1单元楼梯间", "3-1-1402", "stairwell",
    ),
    Story(
        "fresh-rubbish", "shanshui", "daibiao", ("min", 70), "N18",
        "5栋楼下的垃圾桶满了两天没人收，一股馊味。", "5栋楼下投放点", "", "rubbish",
    ),
    Story(
        "taken", "shanshui", "zuhu", (1, "15:10"), "N20",
        "7栋2单元门禁机刷卡没有反应，要按邻居的门铃才进得来。", "7栋2单元门口", "7-2-1001", "door",
        (by("jingli", (1, "15:40"), "take_order", words="已接单，今天下班前上门看。"),),
    ),
    Story(
        "working", "shanshui", "duofang", (3, "10:00"), "N36",
        "5栋1单元门口地砖翘起来了，下雨一踩一脚泥，有人绊了一跤。", "5栋1单元门口", "5-1-801", "ground",
        (
            by("jingli", (3, "10:30"), "take_order"),
            by("jingli", (3, "11:00"), "assign", worker="weixiu", words="请带地砖和水泥过去。"),
            by("weixiu", (2, "09:30"), "start", words="已到现场，需要重新铺十二块。"),
        ),
    ),
    Story(
        "finished", "shanshui", "yezhu", (2, "09:20"), "N08",
        "厨房下水道返水，14楼和13楼都淹了，臭得没法做饭。", "3栋1单元1402", "3-1-1402", "leak",
        (
            by("jingli", (2, "09:40"), "take_order"),
            by("jingli", (2, "09:50"), "assign", worker="weixiu"),
            by("weixiu", (2, "10:20"), "start"),
            by("weixiu", (1, "16:00"), "finish", words="主管道已疏通，冲水三次不返水。", picture="leak+"),
        ),
    ),
    Story(
        "waiting", "shanshui", "zuhu", (2, "14:00"), "N09",
        "顶楼渗水，卧室天花板起泡了。", "7栋2单元", "7-2-1001", "leak",
        (
            by("jingli", (2, "14:40"), "take_order"),
            by("jingli", (1, "10:00"), "ask_back", words="请问是哪一间的哪个角，方便补拍一张近照吗？"),
        ),
    ),
    Story(
        "answered", "shanshui", "duofang", (4, "09:30"), "N06",
        "5栋一到晚上就跳闸，冰箱里的东西都坏了。", "5栋配电间", "5-1-802", "",
        (
            by("jingli", (4, "10:00"), "take_order"),
            by("jingli", (4, "10:30"), "ask_back", words="请问一般几点跳闸，只有您家还是整个单元？"),
            by("duofang", (3, "19:20"), "answer", words="晚上七点以后，整个单元都跳。"),
            by("jingli", (2, "09:10"), "assign", worker="weixiu", words="七点在场，带钳形表。"),
        ),
    ),
    Story(
        "done", "shanshui", "yezhu", (4, "08:50"), "N01",
        "地下车库B区三排灯全灭，倒车看不见柱子。", "地下车库B区", "", "stairwell",
        (
            by("jingli", (4, "09:30"), "take_order"),
            by("jingli", (4, "09:40"), "assign", worker="weixiu"),
            by("weixiu", (3, "14:00"), "start"),
            by("weixiu", (2, "16:20"), "finish", words="换了九支灯管和一个接触器。", picture="stairwell+"),
            solved("jingli", (1, "09:30"), "B区照明已全部恢复，开关改为声控加常亮。", "stairwell+"),
        ),
    ),
    Story(
        "confirmed", "shanshui", "duofang", (9, "10:00"), "N02",
        "5栋1号梯三天两头停在半层，昨天孩子在里面关了十几分钟。", "5栋1号梯", "5-1-801", "lift",
        (
            by("jingli", (9, "10:20"), "take_order"),
            by("jingli", (9, "10:30"), "assign", worker="weixiu"),
            by("weixiu", (9, "11:30"), "start"),
            by("weixiu", (7, "15:00"), "finish", words="维保单位更换门机皮带和平层感应器。", picture="lift+"),
            solved("jingli", (7, "16:00"), "更换门机皮带，试运行两小时没有再停层。", "lift+"),
            by("duofang", (6, "20:10"), "confirm", solved=True, satisfaction=5, words="修得很快，谢谢师傅。"),
        ),
    ),
    Story(
        "silence", "shanshui", "zuhu", (16, "11:00"), "N17",
        "7栋2单元楼道一个星期没人拖，扶手上都是灰。", "7栋2单元楼梯间", "7-2-1001", "stairwell",
        (
            by("jingli", (16, "14:00"), "take_order"),
            by("jingli", (15, "09:30"), "assign", worker="weixiu"),
            solved("jingli", (13, "16:30"), "已彻底清扫，并把保洁表贴在单元门内。", "stairwell+"),
        ),
    ),
    Story(
        "reopened", "shanshui", "yezhu", (8, "09:15"), "N01",
        "3栋门口的路灯一闪一闪，晚上跟闹鬼一样。", "3栋门口", "", "stairwell",
        (
            by("jingli", (8, "09:50"), "take_order"),
            solved("jingli", (6, "15:00"), "已更换灯头，试灯正常。", "stairwell+"),
            by("yezhu", (5, "21:00"), "reopen", words="刚修好两天又闪了，只换了一个，另外两个还是不亮。"),
            by("jingli", (4, "09:20"), "take_order", words="向您道歉，这次把三盏一起换。"),
            by("jingli", (4, "09:40"), "assign", worker="weixiu"),
            by("weixiu", (2, "15:00"), "start"),
        ),
    ),
    Story(
        "reopened-closed", "shanshui", "duofang", (22, "10:00"), "N20",
        "31栋商铺后门的道闸抬起来就不落，外面的车随便进。", "东门道闸", "31-S2", "door",
        (
            by("jingli", (22, "10:40"), "take_order"),
            solved("jingli", (20, "11:00"), "已复位道闸控制器。", "door+"),
            by("duofang", (19, "10:10"), "reopen", words="说修好了，我下去看还是老样子。"),
            by("jingli", (19, "10:50"), "take_order"),
            by("jingli", (19, "11:00"), "assign", worker="weixiu"),
            solved("jingli", (17, "16:00"), "更换地感线圈，观察一天正常。", "door+"),
            by("duofang", (16, "09:30"), "confirm", solved=True, satisfaction=3, words="解决了，就是等得久了一点。"),
        ),
    ),
    Story(
        "not-solved", "shanshui", "yezhu", (12, "09:00"), "N24",
        "地面车位被别的小区的车占着，晚上回来没有地方停。", "地面停车场", "", "cars",
        (
            by("jingli", (12, "09:40"), "take_order"),
            by("jingli", (10, "16:00"), "close", outcome="not_solved_explained",
               words="已登记外来车并劝离。地面车位是公共道路划线，收费和限时需要业主大会表决，业委会已列入下次议题。"),
            by("yezhu", (9, "19:00"), "confirm", solved=False, satisfaction=2, words="说得有道理，但是问题还在。"),
        ),
    ),
    Story(
        "merged-into", "shanshui", "zuhu", (3, "08:40"), "N02",
        "7栋2号梯到九楼就咯噔一下，声音特别响，坐着心慌。", "7栋2号梯", "7-2-1001", "lift",
        (by("jingli", (3, "09:10"), "take_order"), by("jingli", (3, "09:30"), "assign", worker="weixiu")),
    ),
    Story(
        "merged", "shanshui", "daibiao", (3, "09:05"), "N02",
        "7栋的电梯响得厉害，好几户都说害怕。", "7栋2号梯", "", "",
        (by("jingli", (3, "09:40"), "merge", into="merged-into", words="和刚才报的是同一部电梯，合并办理。"),),
    ),
    Story(
        "linked", "shanshui", "zhibu", (3, "15:00"), "N02",
        "建议把7栋两部电梯的维保记录贴出来，大家心里有数。", "7栋", "", "",
        (
            by("jingli", (3, "15:30"), "take_order"),
            by("jingli", (3, "15:40"), "link", other="merged-into", words="和异响一并处理。"),
        ),
    ),
    Story(
        "withdrawn", "shanshui", "yezhu", (5, "12:30"), "N04",
        "家里水压特别小，热水器打不着火。", "3栋1单元1402", "3-1-1402", "",
        (by("yezhu", (5, "12:50"), "withdraw", words="是自家过滤器堵了，已经好了。"),),
    ),
    Story(
        "urged", "shanshui", "duofang", (4, "15:00"), "N19",
        "5栋南面的樟树长到三楼了，枝条打着玻璃，屋里白天都要开灯。", "5栋南侧绿化带", "5-1-801", "garden",
        (
            by("jingli", (4, "15:50"), "take_order", words="已联系绿化单位，排在本周。"),
            by("duofang", (1, "12:10"), "urge", words="这两天有大风，麻烦快一点。"),
        ),
    ),
    Story(
        "extension-asked", "shanshui", "yeweihui", (4, "10:30"), "N36",
        "中心花园健身器材的踏板断了，铁杆露在外面，划伤过人。", "健身区", "", "ground",
        (
            by("jingli", (4, "11:00"), "take_order"),
            by("jingli", (4, "11:20"), "assign", worker="weixiu", words="先用胶带包住并围挡。"),
            by("weixiu", (4, "14:00"), "start"),
            by("jingli", (1, "16:30"), "ask_extension", amount=5, words="厂家配件要从外地发货，预计五个工作日到。"),
        ),
    ),
    Story(
        "extension-granted", "shanshui", "yeweihui", (6, "10:00"), "N09",
        "31栋北侧外墙渗水，楼下商铺的吊顶滴水。", "31栋北侧外墙", "", "leak",
        (
            by("jingli", (6, "10:30"), "take_order"),
            by("jingli", (5, "10:00"), "ask_extension", amount=10, words="需要吊篮作业，等连续晴天。"),
            by("shequ", (5, "15:00"), "decide_extension", granted=True, words="天气原因属实，同意。先把吊顶下方围好。"),
            by("jingli", (4, "09:00"), "assign", worker="weixiu"),
        ),
    ),
    Story(
        "emergency", "shanshui", "zuhu", (2, "18:10"), "N03",
        "7栋1号梯把人关在里面了，有一个老人一个孩子，按铃没人应。", "7栋1号梯", "", "lift",
        (
            by("jingli", (2, "18:14"), "take_order", words="值班员已到现场，维保单位12分钟到。"),
            by("jingli", (2, "18:15"), "assign", worker="weixiu"),
            by("weixiu", (2, "18:24"), "start", words="和维保一起在平层。"),
            by("weixiu", (2, "18:41"), "finish", words="18:36 两人已出来，身体没有不适。", picture="lift+"),
            solved("jingli", (2, "19:00"), "被困26分钟内救出；电梯停用，待检测合格再开。", "lift+"),
            by("zuhu", (1, "08:20"), "confirm", solved=True, satisfaction=5, words="人没事就好，师傅来得快。"),
        ),
    ),
    # --- confidential towards the company -------------------------------------------------------------------------
    Story(
        "contact-hidden", "shanshui", "duofang", (2, "11:00"), "N28",
        "地库停车费一下子从一百五涨到三百，没有公示也没有商量。", "地下车库", "5-1-801", "",
        (by("shequ", (2, "11:40"), "accept", words="社区已受理，请物业提供收费公示材料。"),),
        {"confidentiality": "contact"},
    ),
    Story(
        "matter-hidden", "shanshui", "yezhu", (3, "20:00"), "N29",
        "物业保安队长让人清理楼道时骂老人，还说告到哪里都没用。请不要让物业知道是谁说的。", "3栋", "3-1-1402", "",
        (by("shequ", (2, "09:20"), "accept", words="社区书记直接找您了解，不经过物业。"),),
        {"confidentiality": "matter"},
    ),
    # --- the ladder: each level once ------------------------------------------------------------------------------
    Story(
        "building-level", "shanshui", "yezhu", (1, "16:10"), "N13",
        "3栋13楼楼梯间堆着纸壳和旧沙发，真着了火没法跑。", "3栋1单元13楼", "3-1-1402", "stairwell",
        (by("loudong", (1, "16:40"), "accept", words="我今晚上门去说。"),),
    ),
    Story(
        "building-closed", "shanshui", "yezhu", (11, "09:00"), "N21",
        "楼上晚上十点多还在打电钻，老人心脏受不了。", "3栋1单元15楼", "3-1-1402", "",
        (
            by("loudong", (11, "10:00"), "accept"),
            by("loudong", (10, "19:30"), "close", outcome="solved", words="两家当面说好，装修只在早八点到下午六点。"),
            by("yezhu", (9, "08:30"), "confirm", solved=True, satisfaction=5, words="邻居也来道了歉，好事。"),
        ),
    ),
    Story(
        "grid-level", "shanshui", "zuhu", (1, "15:30"), "N23",
        "有人遛大狗不牵绳，昨天把小孩扑倒了。", "中心花园", "", "garden",
        (by("wangge", (1, "16:20"), "accept", words="已看监控，找到狗主人了。"),),
    ),
    Story(
        "grid-closed", "shanshui", "daibiao", (14, "09:30"), "N22",
        "31栋楼下餐馆的油烟直接往上排，夏天不敢开窗。", "31栋楼下", "", "",
        (
            by("wangge", (14, "10:10"), "accept"),
            by("wangge", (10, "15:00"), "close", outcome="solved", words="店家已加装净化器，排口改到街面一侧。"),
            by("daibiao", (9, "20:00"), "confirm", solved=True, satisfaction=4),
        ),
    ),
    Story(
        "neighbourhood-level", "shanshui", "duofang", (1, "09:00"), "N18",
        "半夜有人开三轮车把装修垃圾倒在小区北门。", "小区北门", "", "rubbish",
        (by("shequ", (1, "11:40"), "accept", words="物业两小时没有接单，社区先办，已联系清运。"),),
    ),
    Story(
        "subdistrict-level", "shanshui", "yeweihui", (2, "09:05"), "N25",
        "24栋顶楼在楼顶砌墙加盖，材料都吊上去了。", "24栋楼顶", "", "ground",
        (by("jiedao", (2, "14:40"), "accept", words="街道已约城管明早到场。"),),
    ),
    Story(
        "district-level", "shanshui", "zhibu", (3, "09:00"), "N24",
        "东门外辅道天天停满外来车，业主进出要排半个小时。", "小区东门", "", "cars",
        (by("quwuguan", (3, "16:30"), "accept", words="区中心已商请消防、交警联合现场办公。"),),
    ),
    Story(
        "city-level", "shanshui", "yeweihui", (4, "09:00"), "N30",
        "电梯里天天放广告，钱去哪了从来没有公示过。", "公示栏", "", "",
        (by("shiju", (2, "09:40"), "accept", words="列入公共收益专项检查，五个工作日内答复。"),),
    ),
    Story(
        "alarmed", "shanshui", "zhiyuan", (9, "09:00"), "N05",
        "二次供水有股铁锈味，水箱好久没人洗过了。", "生活水泵房", "", "",
    ),
    Story(
        "escalated", "shanshui", "yeweihui", (2, "10:00"), "N26",
        "19栋12楼装修在砸墙，听说是承重墙，我家墙上已经裂了缝。", "19栋1单元", "19-1-1201", "leak",
        (
            by("jingli", (2, "10:20"), "take_order"),
            by("jingli", (2, "11:00"), "escalate", words="已当场劝阻并停电，业主不听。物业没有执法权，请社区吹哨。"),
            by("shequ", (2, "11:30"), "accept", words="已吹哨住建、城管，今天下午现场办公。"),
        ),
    ),
    Story(
        "arbitration", "shanshui", "daibiao", (1, "09:10"), "N36",
        "北门外人行道的井盖破了一角，小孩骑车从那里过太吓人。", "北门外人行道", "", "ground",
        (
            by("jingli", (1, "09:40"), "hand_on", to="neighbourhood", words="位置在红线外，不属于小区共用部位。"),
            by("shequ", (1, "10:20"), "hand_on", to="company", words="井盖属于小区雨水支管，养护合同在物业。"),
        ),
    ),
    Story(
        "decided", "shanshui", "zhibu", (3, "09:20"), "N19",
        "河边那一片绿地没人管，草长到膝盖高了。", "西侧河边", "", "garden",
        (
            by("jingli", (3, "09:50"), "hand_on", to="neighbourhood", words="红线外的市政绿地。"),
            by("shequ", (3, "10:30"), "hand_on", to="company", words="竣工图在红线内。"),
            by("jiedao", (2, "10:00"), "decide_holder", to="company", words="经核竣工图，在小区红线内，由物业养护。"),
            by("jingli", (2, "10:30"), "take_order"),
        ),
    ),
    Story(
        "dispatched", "shanshui", "zhiyuan", (1, "10:00"), "N32",
        "想成立业主监督小组，请问要走什么手续？", "", "", "",
        (by("shequ", (1, "10:30"), "accept"),
         by("shequ", (1, "10:50"), "dispatch", to="grid_worker", words="请网格员带表格上门。"),
         by("wangge", (1, "11:30"), "accept")),
    ),
    # --- wrong place, unknown place, other doors -------------------------------------------------------------------
    Story(
        "rehomed", "xingui", "rexian", (2, "09:30"), "N35",
        "来电人说一下大雨地库就进水，上次淹到了排气管。", "地下车库", "", "leak",
        (by("shiju", (2, "10:30"), "rehome", to="shanshui", words="来电人住山水文园，登记时选错了小区。"),),
        {"channel": "hotline", "for_somebody": True, "contact_name": "来电人", "contact_phone": "19900008801"},
    ),
    Story(
        "unknown-estate", "wenyuan", "rexian", (1, "14:00"), "N38",
        "来电人说家里老鼠成群，只说住在珠江北路边上，没说小区名。", "珠江北路", "", "",
        (),
        {"channel": "hotline", "for_somebody": True, "contact_name": "来电人", "contact_phone": "19900008802"},
    ),
    # --- 新桂都 -----------------------------------------------------------------------------------------------------
    Story(
        "xg-leak", "xingui", "yezhu2", (1, "15:20"), "N33",
        "11栋15楼漏水到我家，天花板泡坏了，说好了赔又不认。", "11栋1单元1401", "11-1-1401", "leak",
    ),
    Story(
        "xg-parking", "xingui", "yezhu2", (6, "10:00"), "N24",
        "地库收费以后还是有人装地锁占公共车位，停了还骂人。", "地下车库", "", "cars",
        (
            by("jingli2", (6, "10:30"), "take_order"),
            by("jingli2", (6, "11:00"), "assign", worker="weixiu2"),
            by("weixiu2", (5, "09:00"), "start"),
            by("weixiu2", (4, "11:00"), "finish", words="已拆除地锁四个，当事人签了承诺书。", picture="cars+"),
            solved("jingli2", (4, "14:00"), "公共车位地锁已全部拆除，监控加一处。", "cars+"),
            by("yezhu2", (3, "12:30"), "confirm", solved=True, satisfaction=5, words="可以，比上次快多了。"),
        ),
    ),
    Story(
        "xg-lift", "xingui", "duofang", (3, "08:30"), "N02",
        "2栋1号梯关门夹人，按住开门键也没用。", "2栋1号梯", "2-1-1102", "lift",
        (by("jingli2", (3, "08:55"), "take_order"), by("jingli2", (3, "09:05"), "assign", worker="weixiu2"),
         by("weixiu2", (3, "10:00"), "start")),
    ),
    Story(
        "xg-fresh", "xingui", "yezhu2", ("min", 45), "N07",
        "11栋楼道里有煤气味，走到13楼最重。", "11栋1单元13楼", "", "",
    ),
    # --- 潞州：御林家园 ---------------------------------------------------------------------------------------------
    Story(
        "yl-heat", "yulin", "yezhu3", (2, "09:00"), "N37",
        "暖气一直不热，家里只有十四度，老人孩子都感冒了。", "6栋2单元1002", "6-2-1002", "",
        (by("jingli3", (2, "09:20"), "take_order", words="换热站压差不够，已联系热力公司。"),
         by("jingli3", (2, "10:00"), "assign", worker="weixiu3")),
    ),
    Story(
        "yl-closed", "yulin", "yezhu3", (10, "09:40"), "N13",
        "6栋楼道消防箱前面堆满了酸菜缸。", "6栋2单元", "6-2-1002", "stairwell",
        (
            by("wangge3", (10, "10:20"), "accept"),
            by("wangge3", (8, "16:00"), "close", outcome="solved", words="已挪走，给老人在地下室找了地方。"),
            by("yezhu3", (7, "18:00"), "confirm", solved=True, satisfaction=5, words="解决得很周到。"),
        ),
    ),
    Story(
        "yl-fresh", "yulin", "yezhu3", ("min", 15), "N01",
        "6栋2单元门口的灯昨晚又不亮了。", "6栋2单元门口", "6-2-1002", "stairwell",
    ),
    # --- 潞州：轴承厂家属院，没有物业 -------------------------------------------------------------------------------
    Story(
        "zc-wall", "zhoucheng", "jiashu", (2, "10:00"), "N36",
        "2栋后面的围墙歪了，孩子们天天在下面玩，怕倒。", "2栋后围墙", "2-1-301", "ground",
        (by("shequ3", (2, "10:40"), "accept", words="没有物业，社区代办。已拉警戒线，请住建来鉴定。"),),
    ),
    Story(
        "zc-septic", "zhoucheng", "jiashu", (7, "09:00"), "N08",
        "化粪池满了往外冒，臭得楼下没法走人。", "1栋后", "", "ground",
        (
            by("shequ3", (7, "09:30"), "accept"),
            by("shequ3", (5, "15:00"), "close", outcome="solved", words="街道出资抽排一次，微改造已列入清单。"),
            by("jiashu", (4, "08:00"), "confirm", solved=True, satisfaction=4, words="这次管用，希望以后有人定期管。"),
        ),
    ),
    Story(
        "zc-lights", "zhoucheng", "jiashu", (1, "16:30"), "N01",
        "院里三根灯杆都不亮，老人晚上不敢出门倒垃圾。", "院内", "", "stairwell",
    ),
)  # fmt: skip
