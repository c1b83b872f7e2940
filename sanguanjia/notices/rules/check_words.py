"""Four common words made from the digest of a public notice, for people who compare paper and page by eye.

32 bits are few for a machine: whoever wants a second text with the same words would have to try billions. So each word
costs 50,000 rounds of PBKDF2 over the digest, about as long as a blink, once when the notice is posted. The digest
itself, printed below, decides in doubt.
"""

from __future__ import annotations

import hashlib

ROUNDS = 50_000
_SALT = b"sanguanjia.notices.check-words.1"

# 256 words of two characters: everyday, easy to read aloud, no names, nothing that sounds like another one.
WORDS = tuple(
    """
    苹果 香蕉 西瓜 葡萄 桃子 樱桃 石榴 柿子 柚子 草莓 核桃 花生 红枣 板栗 莲藕 冬瓜
    南瓜 黄瓜 茄子 土豆 萝卜 白菜 芹菜 韭菜 蘑菇 辣椒 生姜 大蒜 豆腐 面条 馒头 饺子
    米饭 鸡蛋 牛奶 蜂蜜 绿茶 咖啡 豆浆 月饼 粽子 汤圆 烧饼 油条 春卷 点心 糖果 饼干
    老虎 狮子 大象 熊猫 猴子 兔子 山羊 黄牛 骏马 骆驼 松鼠 刺猬 狐狸 梅鹿 海豚 鲸鱼
    金鱼 鲤鱼 螃蟹 青蛙 乌龟 蝴蝶 蜻蜓 蜜蜂 蚂蚁 蚕豆 燕子 麻雀 喜鹊 孔雀 白鹤 大雁
    公鸡 鸭子 天鹅 鸽子 杜鹃 鹦鹉 翠鸟 雄鹰 梧桐 杨柳 松树 柏树 银杏 枫叶 竹林 芦苇
    荷花 牡丹 菊花 梅花 兰草 桂花 茉莉 月季 玫瑰 百合 水仙 海棠 丁香 紫藤 向日 青草
    太阳 月亮 星星 白云 彩虹 春风 夏雨 秋霜 冬雪 雷电 朝霞 晚霞 露珠 清晨 正午 黄昏
    高山 大海 江河 湖泊 小溪 瀑布 沙滩 草原 森林 田野 峡谷 岛屿 泉水 冰川 平原 丘陵
    长城 石桥 宝塔 凉亭 院子 屋檐 窗户 楼梯 木门 围墙 街道 广场 车站 码头 灯塔 水井
    桌子 椅子 书架 台灯 镜子 毛巾 雨伞 帽子 手套 围巾 棉袄 皮鞋 背包 钥匙 剪刀 针线
    铅笔 毛笔 砚台 纸张 书本 地图 日历 钟表 眼镜 相机 电话 收音 风扇 水壶 茶杯 饭碗
    筷子 勺子 盘子 铁锅 菜刀 砧板 蒸笼 竹篮 扁担 锄头 镰刀 扫帚 簸箕 水桶 板凳 火炉
    火车 汽车 单车 轮船 飞机 帆船 马车 电梯 滑梯 秋千 风筝 陀螺 积木 皮球 象棋 围棋
    二胡 琵琶 古筝 笛子 锣鼓 唢呐 口琴 钢琴 小号 歌曲 舞蹈 书法 国画 剪纸 刺绣 陶瓷
    医生 老师 工人 农民 司机 厨师 木匠 渔夫 邮差 裁缝 园丁 画家 歌手 学生 邻居 朋友
    """.split()  # noqa: SIM905 - a table of sixteen by sixteen reads better than 256 quoted strings
)


def check_words(digest: str) -> tuple[str, str, str, str]:
    """The four words of a hex digest."""
    first, second, third, fourth = hashlib.pbkdf2_hmac("sha256", digest.encode(), _SALT, ROUNDS, 4)
    return WORDS[first], WORDS[second], WORDS[third], WORDS[fourth]
