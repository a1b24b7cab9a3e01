"""Made-up names: trades that exist, word pairs that are meant to belong to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

FIRST_WORDS = (
    "青禾 朗川 澄远 沐光 望洲 启岚 砺行 云岫 知夏 锦澜 拓野 恒溪 晴屿 松庭 广陌 瑞栩 鸣皋 若水 "
    "泽同 海晏 景行 怀瑾 北辰 南枝 东篱 凌霄 映雪 盛桦 百川 逸飞 信诺 嘉木"
).split()
SECOND_WORDS = "佳 源 昊 铭 宏 博 祥 利 昌 盈 达 辉 腾 安 顺 鑫".split()
SURNAMES = "陈 李 张 黄 梁 林 何 罗 郭 叶 谢 邓 曾 冯 袁 莫 卢 钟 苏 邱 蔡 廖 方 温".split()
GIVEN_NAMES = (
    "志远 晓雯 国栋 美玲 建华 淑仪 伟明 嘉欣 海涛 丽君 永强 思敏 文杰 惠芳 俊豪 雅琪 "
    "耀辉 婉婷 启航 静怡 家乐 佩珊 卓然 咏诗"
).split()
ROADS = "振兴路 工业大道 创业路 环镇路 富民路 科技路 沿江路 新城大道 莲湖路 长青街".split()
ESTATES = "第一工业区 第二工业区 银湖工业园 高盛科技园 民营工业园 信息产业园".split()


@dataclass(frozen=True)
class Trade:
    """What a demo enterprise does."""

    word: str
    scope: str


TRADES: Mapping[str, Trade] = {
    "五金": Trade("五金制品有限公司", "五金制品、模具的加工与销售"),
    "电子": Trade("电子科技有限公司", "电子元件、线路板组装与销售"),
    "塑胶": Trade("塑胶制品有限公司", "塑胶制品注塑、吹塑加工"),
    "家具": Trade("家具有限公司", "木质家具制造、喷漆与销售"),
    "印刷": Trade("包装印刷有限公司", "纸箱、彩盒印刷与包装"),
    "纺织": Trade("针织服装有限公司", "针织服装加工、水洗"),
    "鞋业": Trade("鞋业有限公司", "鞋类及鞋材加工"),
    "食品": Trade("食品有限公司", "糕点、米粉食品生产"),
    "表面": Trade("表面处理有限公司", "金属表面处理、阳极氧化"),
    "汽修": Trade("汽车维修服务中心", "机动车维修与保养"),
    "餐饮": Trade("餐饮服务有限公司", "餐饮服务"),
    "仪器": Trade("仪器设备有限公司", "仪器仪表装配与销售"),
}
