"""Invented news for generated archives: companies, events and sentences of our own, in two languages.

Pure: an event is drawn from a random.Random, so that one seed always tells the same news.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# (Chinese name, English name, country). None of them exists.
COMPANIES = (
    ("星槎智能", "Xingcha AI", "CN"),
    ("云笈科技", "Yunji Labs", "CN"),
    ("墨渊机器人", "Moyuan Robotics", "CN"),
    ("澄海算力", "Chenghai Compute", "CN"),
    ("青鸾芯片", "Qingluan Semiconductor", "CN"),
    ("听澜语音", "Tinglan Voice", "CN"),
    ("知微数据", "Zhiwei Data", "CN"),
    ("赤霄云", "Chixiao Cloud", "CN"),
    ("鹿鸣医疗", "Luming Health", "CN"),
    ("望舒视觉", "Wangshu Vision", "CN"),
    ("北辰自动驾驶", "Beichen Drive", "CN"),
    ("溪山教育", "Xishan Learning", "CN"),
    ("北光实验室", "Northlight Labs", "US"),
    ("铜桥公司", "Copperbridge", "US"),
    ("灯塔智能", "Pharos Intelligence", "GB"),
    ("红杉岭", "Redfern Ridge", "US"),
    ("蓝鲸系统", "Blauwal Systems", "DE"),
    ("樱田研究所", "Sakurada Research", "JP"),
    ("汉江半导体", "Hangang Semi", "KR"),
    ("极昼计算", "Midnattsol Compute", "SE"),
    ("西风模型", "Zephyr Models", "FR"),
    ("恒河软件", "Ganga Software", "IN"),
    ("枫港科技", "Mapleport", "CA"),
    ("南十字", "Southern Cross AI", "AU"),
)
PRODUCTS = ("青鸟", "山海", "惊蛰", "白泽", "长庚", "玄圃", "扶摇", "观止")
LATIN = ("Heron", "Atlas Nine", "Spring", "Lodestar", "Vesper", "Garden", "Updraft", "Sum")
PLACES = (
    ("杭州", "Hangzhou"),
    ("深圳", "Shenzhen"),
    ("柏林", "Berlin"),
    ("多伦多", "Toronto"),
    ("首尔", "Seoul"),
)
FIELDS = (("医疗影像", "medical imaging"), ("客服", "customer service"), ("工业质检", "factory inspection"),
          ("编程助手", "coding assistants"), ("自动驾驶", "autonomous driving"), ("气象预报", "weather forecasts"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One invented happening. kind: its number in KINDS; the rest fills the sentences."""

    kind: int
    zh: str
    en: str
    country: str
    product: int
    field: int
    place: int
    number: int
    percent: int


# Chinese title, English title, Chinese summary, reason, tags.
KINDS = (
    (
        "{zh}完成{number}亿元B轮融资，将扩建{place}算力中心",
        "{en} raises ${number}00 million to expand its {place_en} data center",
        "{zh}完成{number}亿元B轮融资，资金将用于扩建{place}的算力中心。",
        "单笔融资额居近期前列，算力投入继续加码。",
        ("融资", "算力"),
    ),
    (
        "{zh}发布大模型“{product}{number}”，推理成本降低{percent}%",
        "{en} releases {latin} {number}, cutting inference cost by {percent}%",
        "{zh}发布大模型“{product}{number}”，称推理成本降低{percent}%。",
        "新模型直接影响开发者的使用成本。",
        ("大模型", "产品发布"),
    ),
    (
        "{zh}开源{field}模型，参数规模{number}0亿",
        "{en} open-sources a {number} billion parameter model for {field_en}",
        "{zh}开源一款{field}模型，参数规模为{number}0亿，权重可免费下载。",
        "开源权重让{field}领域的后来者少走弯路。",
        ("开源", "大模型"),
    ),
    (
        "监管部门就{field}数据使用约谈{zh}",
        "Regulator questions {en} over data used for {field_en}",
        "监管部门就{field}数据的使用约谈{zh}，要求{number}日内提交说明。",
        "数据合规要求正在落到具体行业。",
        ("监管", "数据"),
    ),
    (
        "{zh}与{place}市政府签署协议，{number}所学校试用{product}",
        "{en} signs {place_en} deal to try {latin} in {number} schools",
        "{zh}与{place}市政府签署协议，{number}所学校将试用“{product}”。",
        "公共部门的采购为行业提供了参照。",
        ("合作", "教育"),
    ),
    (
        "{zh}推出{field}芯片，能效提升{percent}%",
        "{en} unveils a chip for {field_en}, {percent}% more efficient",
        "{zh}推出面向{field}的芯片，称能效提升{percent}%。",
        "芯片能效是算力成本的关键一环。",
        ("芯片", "算力"),
    ),
    (
        "{zh}机器人进厂：{place}工厂部署{number}0台",
        "{en} puts {number}0 robots to work in a {place_en} plant",
        "{zh}在{place}的工厂部署{number}0台机器人，用于{field}。",
        "具身智能从演示走向生产线。",
        ("机器人", "应用落地"),
    ),
    (
        "{zh}研究：{field}准确率提高{percent}个百分点",
        "{en} study lifts {field_en} accuracy by {percent} points",
        "{zh}的研究称，新方法使{field}准确率提高{percent}个百分点。",
        "结果已公开，可以复现。",
        ("研究", "评测"),
    ),
    (
        "{zh}宣布裁员{percent}%，业务转向{field}",
        "{en} cuts {percent}% of staff and turns to {field_en}",
        "{zh}宣布裁员{percent}%，业务重心转向{field}。",
        "行业开始从扩张转向收敛。",
        ("人事", "公司"),
    ),
    (
        "{zh}智能体上线{field}业务，日均处理{number}万单",
        "{en} agents now handle {number}0,000 {field_en} cases a day",
        "{zh}的智能体上线{field}业务，日均处理{number}万单。",
        "智能体开始承担真实的业务量。",
        ("智能体", "应用落地"),
    ),
)
_ZH_BODY = (
    "公司在{place}举行的说明会上表示，这一进展来自过去{number}个月的投入。",
    "负责人称，{field}客户的反馈好于预期，下一步会把价格再降{percent}%。",
    "分析人士认为，竞争对手很快会跟进，行业的门槛正在变化。",
    "“我们更关心它能不能每天都用得上，”产品经理说。",
    "相关技术文档与评测数据已经公开，社区可以自行验证。",
    "有客户提醒，迁移成本和数据合规仍是绕不开的问题。",
    "按照计划，{number}个城市的合作伙伴将在下一季度接入。",
)
_EN_BODY = (
    "The company told a briefing in {place_en} that the work took {number} months.",
    "Customers in {field_en} have been more patient than expected, an executive said.",
    "Analysts expect rivals to follow within a quarter, and margins to shrink by {percent}%.",
    '"What matters is whether people use it every day," the product lead said.',
    "Documentation and evaluation data are public, so that others can check the result.",
    "Some buyers warned that moving their data remains the hard part.",
)
_ZH_LEADS = ("", "", "", "快讯｜", "消息称", "独家：", "早报：")
_EN_LEADS = ("", "", "", "Report: ", "Exclusive: ", "Update: ")


def draw(random: Random) -> Event:
    """A new happening."""
    zh, en, country = random.choice(COMPANIES)
    return Event(
        kind=random.randrange(len(KINDS)),
        zh=zh,
        en=en,
        country=country,
        product=random.randrange(len(PRODUCTS)),
        field=random.randrange(len(FIELDS)),
        place=random.randrange(len(PLACES)),
        number=random.randrange(2, 98),
        percent=random.randrange(3, 92),
    )


def _slots(event: Event) -> dict[str, object]:
    return {
        "zh": event.zh,
        "en": event.en,
        "product": PRODUCTS[event.product],
        "latin": LATIN[event.product],
        "field": FIELDS[event.field][0],
        "field_en": FIELDS[event.field][1],
        "place": PLACES[event.place][0],
        "place_en": PLACES[event.place][1],
        "number": event.number,
        "percent": event.percent,
    }


def title(event: Event, language: str, random: Random) -> str:
    """A headline: each newsroom opens it in its own way."""
    if language == "zh":
        return random.choice(_ZH_LEADS) + KINDS[event.kind][0].format(**_slots(event))
    return random.choice(_EN_LEADS) + KINDS[event.kind][1].format(**_slots(event))


def body(event: Event, language: str, random: Random) -> str:
    """A few sentences, never the same ones in the same order."""
    lines = random.sample(_ZH_BODY if language == "zh" else _EN_BODY, k=random.randrange(3, 6))
    opening = KINDS[event.kind][2] if language == "zh" else KINDS[event.kind][1] + "."
    return ("" if language == "zh" else " ").join([opening, *lines]).format(**_slots(event))


def summary(event: Event) -> str:
    """The Chinese sentence that a report would carry."""
    return KINDS[event.kind][2].format(**_slots(event))


def reason(event: Event) -> str:
    """Why it was chosen."""
    return KINDS[event.kind][3].format(**_slots(event))


def tags(event: Event) -> tuple[str, ...]:
    """Two tags of the kind."""
    return KINDS[event.kind][4]


def source_names(count: int) -> list[tuple[str, str]]:
    """(name, language) of invented newsrooms, the two languages by turns."""
    zh = ("晨星", "远望", "江海", "纸上", "回声", "灯下", "北纬", "一刻", "知行", "风向", "观潮", "拾光")
    en = (
        "Harbor",
        "Meridian",
        "Lantern",
        "Quarry",
        "Northern",
        "Signal",
        "Field",
        "Margin",
        "Slate",
        "Ferry",
    )
    names = []
    for number in range(count):
        if number % 2 == 0:
            names.append((f"{zh[number // 2 % len(zh)]}{('科技', '财经', '日报')[number // 24 % 3]}", "zh"))
        else:
            names.append(
                (f"The {en[number // 2 % len(en)]} {('Wire', 'Review', 'Post')[number // 20 % 3]}", "en")
            )
    return names
