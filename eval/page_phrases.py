"""What stands around an article on a page: kickers, decks, bylines, datelines, mastheads. All invented."""

from __future__ import annotations

import random
import re

from eval.page_articles import SourceArticle

_CLAUSE = re.compile(r"[^，。；：！？、“”（）()《》\s,:;!?\d]{5,22}")
_SHORT = re.compile(r"[^，。；：！？、“”（）()《》\s,:;!?\d]{4,13}")
_LABELS = (
    "新春走基层", "关注民生", "聚焦两会", "深度观察", "本报专访", "记者调查", "热点追踪", "一线见闻", "权威发布",
    "今日关注",
    "奋进新征程", "高质量发展调研行", "学习贯彻党的二十大精神", "乡村振兴进行时", "我们的节日", "文明实践在身边",
    "对话", "评论",
)  # fmt: skip
_OPENERS = (
    "凝心聚力促发展",
    "守正创新开新局",
    "实干笃行",
    "携手共进",
    "情系百姓",
    "擦亮生态底色",
    "科技点亮生活",
    "春风送暖",
)
_SAYING = ("强调", "指出", "要求", "表示", "提出", "会见时强调", "调研时强调", "会议上强调", "发布会上表示")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文博宇航雨桐子涵思远欣怡晓东海燕鹭艺梅嘉浩志"
_PAPERS = ("江城日报", "临河晚报", "东湖日报", "北原日报", "云岭都市报", "海州日报", "新港时报", "青川报")
_CITIES = ("北京", "上海", "江城", "临河", "海州", "哈尔滨", "广州", "成都", "长春", "乌鲁木齐", "日内瓦", "东京")
_WEEK = "一二三四五六日"
_EN_FIRST = ("Jane", "Robert", "Maria", "Li", "Thomas", "Aisha", "Peter", "Anna", "Samuel", "Grace")
_EN_LAST = ("Doe", "Harper", "O'Neil", "Wei", "Martin", "Khan", "Fischer", "Novak", "Brown", "Lindqvist")
_EN_PAPERS = ("The Harbor Times", "Riverside Courier", "NORTHFIELD GAZETTE", "The Daily Ledger", "Coastal Herald")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_EN_SHORT = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def name(rng: random.Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2, 2))))


def kicker(rng: random.Random, article: SourceArticle) -> str:
    if article.language == "en":
        return rng.choice(("Local News", "Analysis", "OPINION", "Business", "City Council", "World", "Special Report"))
    found: list[str] = _CLAUSE.findall("".join(article.paragraphs)[:600])
    match rng.randrange(5):
        case 0 if found:
            return rng.choice(found) + rng.choice(_SAYING)
        case 1:
            return rng.choice(_LABELS)
        case 2:
            return " ".join(rng.sample(_OPENERS, rng.choice((1, 2, 3))))
        case 3:
            deed = rng.choice(("调研", "会见客人", "出席座谈会", "主持召开会议"))
            return f"{name(rng)}在{rng.choice(_CITIES)}{deed}时{rng.choice(_SAYING[:5])}"
        case _:
            return rng.choice(found) if found else rng.choice(_LABELS)


def deck(rng: random.Random, article: SourceArticle) -> str:
    if article.language == "en":
        sentences = [s for s in re.split(r"(?<=[.!?])\s", " ".join(article.paragraphs)) if 20 < len(s) < 80]
        return rng.choice(sentences).rstrip(".") if sentences else "What it means for the region"
    found: list[str] = _CLAUSE.findall("".join(article.paragraphs)[:1200])
    match rng.randrange(4):
        case 0:
            return (
                f"{name(rng)}{rng.choice(('主持', '出席并讲话', '出席', '参加会见', '主持会议', f'{name(rng)}出席'))}"
            )
        case 1 if found:
            return "——" + rng.choice(found)
        case _ if found:
            return rng.choice(found)
    return "——记者见闻"


def subhead(rng: random.Random, section: list[str], number: int, language: str) -> str:
    """A heading inside a body: words of the section below it."""
    if language == "en":
        found = [part.strip() for part in re.split(r"[,.;:]", " ".join(section)) if 8 < len(part.strip()) < 36]
        return (rng.choice(found) if found else "A second look").capitalize()
    found = _SHORT.findall("".join(section))
    text = rng.choice(found) if found else "怎么看"
    return f"{'一二三四五六七八九十'[number % 10]}、{text}" if rng.random() < 0.4 else text


def byline(rng: random.Random, language: str) -> str:
    if language == "en":
        who = f"{rng.choice(_EN_FIRST)} {rng.choice(_EN_LAST)}"
        return rng.choice(
            (
                f"By {who}",
                f"By {who}",
                f"BY {who.upper()}",
                f"By {who}, staff writer",
                f"By {who} and {rng.choice(_EN_FIRST)} {rng.choice(_EN_LAST)}",
            )
        )
    who = rng.choice((" ", " ", "　", "、", "，")).join(name(rng) for _ in range(rng.choice((1, 1, 2, 3))))
    paper = rng.choice(_PAPERS)
    return rng.choice(
        (
            f"{paper}记者 {who}", f"本报记者 {who}", f"{paper}记者{who}", f"记者 {who}", f"记者：{who}", f"文/{who}",
            f"本报记者 {name(rng)} 通讯员 {name(rng)}", f"通讯员 {who}", f"新华社记者 {who}", f"来源：{paper}",
            f"作者：{who}",
            f"{paper}全媒体记者 {who}", f"本报首席记者 {who}", f"{paper}记者 {who} 报道", f"本报记者 {who} 文/图",
        )
    )  # fmt: skip


def bracketed(rng: random.Random, language: str) -> str:
    if language == "en":
        return f"(By {rng.choice(_EN_FIRST)} {rng.choice(_EN_LAST)})"
    return rng.choice(
        (
            f"（记者 {name(rng)}）",
            f"（本报记者 {name(rng)} {name(rng)}）",
            f"（{name(rng)}）",
            "（据新华社电）",
            f"（记者{name(rng)}）",
        )
    )


def dateline(rng: random.Random, language: str) -> str:
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    city = rng.choice(_CITIES)
    when = f"{month}月{day}日"
    if language == "en":
        place = rng.choice(("BEIJING", "LONDON", "NEW YORK", "GENEVA", "PORT ELLEN"))
        return rng.choice(
            (
                f"{place}, {_EN_SHORT[month - 1]} {day} (Xinhua) -- ",
                f"{place} (AP) — ",
                f"{place} — ",
                f"{place}, {_EN_SHORT[month - 1]} {day} — ",
            )
        )
    return rng.choice(
        (
            f"新华社{city}{when}电（记者{name(rng)}）", f"新华社{city}{when}电（记者{name(rng)}、{name(rng)}）",
            f"本报讯（记者 {name(rng)}）", "本报讯 ", f"本报{when}讯（记者 {name(rng)} 通讯员 {name(rng)}）",
            f"中新网{city}{when}电 ", f"本报{city}{when}电（记者{name(rng)}）", f"{rng.choice(_PAPERS)}讯 ",
            f"人民网{city}{when}电 （{name(rng)}）",
        )
    )  # fmt: skip


def caption(rng: random.Random, paragraph: str, language: str) -> str:
    if language == "en":
        return f"Photo: {paragraph[:60].rsplit(' ', 1)[0]}. {rng.choice(_EN_FIRST)} {rng.choice(_EN_LAST)}/Staff"
    mark, paper = rng.choice(("图为", "上图：", "↑", "图①：", "")), rng.choice(("新华社", "本报", ""))
    return f"{mark}{paragraph[: rng.randint(12, 30)]}。 {paper}记者 {name(rng)} 摄"


def table(rng: random.Random, language: str) -> list[str]:
    head, unit = ("Item  2022  2023  Change", "%") if language == "en" else ("项目 2022年 2023年 增长", "%")
    rows = ("North", "South", "Total") if language == "en" else ("快递业务量", "包裹业务", "报纸业务", "合计")
    return [
        head,
        *(
            f"{row} {rng.randint(100, 9999) / 10} {rng.randint(10, 999)} {rng.randint(0, 409) / 10}{unit}"
            for row in rows
        ),
    ]


def masthead(rng: random.Random, language: str) -> list[str]:
    year, month, day = rng.randint(1998, 2025), rng.randint(1, 12), rng.randint(1, 28)
    page = rng.randint(1, 16)
    if language == "en":
        week = rng.choice(("Monday", "Tuesday", "Wednesday", "Friday", "Saturday"))
        paper, when = rng.choice(_EN_PAPERS), f"{_EN_MONTHS[month - 1]} {day}, {year}"
        pool = [
            paper, f"{week}, {when}", f"Page {page}", f"Vol. {rng.randint(1, 120)} No. {rng.randint(1, 300)}",
            f"{paper}   {week}, {when}   A{page}", "NEWS", f"{when} | {page}",
        ]  # fmt: skip
    else:
        when, week = f"{year}年{month}月{day}日", f"星期{rng.choice(_WEEK)}"
        paper = rng.choice(_PAPERS)
        pool = [
            paper, f"{when} {week} 第{page}版", f"{when}　{week}", f"第{page}版", f"第{page:02d}版：要闻",
            f"A{page:02d}",
            f"{page}版", "要闻", "要闻·综合", "本地新闻", "综合新闻", when, f"{week} {when}  农历癸卯年十二月十二",
            f"{paper} {when} {week} 第{page}版 要闻", f"责任编辑：{name(rng)} 版式：{name(rng)}",
            f"编辑 {name(rng)} 校对 {name(rng)}",
            f"今日{rng.choice((4, 8, 12))}版", "国内统一连续出版物号 CN 21-0001",
            f"新闻热线：0431-8{rng.randint(1000000, 9999999)}",
            f"{month}月{day}日 {week}", f"{year}-{month:02d}-{day:02d} 第{page}版", f"— {page} —", str(page),
        ]  # fmt: skip
    return rng.sample(pool, min(len(pool), 4))
