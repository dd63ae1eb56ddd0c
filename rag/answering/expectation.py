"""What kind of thing a question asks for: a person, a day, a quantity with its unit, a place, yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.answering.choices import offered
from rag.language.scripts import simplify
from rag.types import Language

Kind = Literal["person", "date", "quantity", "place", "organisation", "title", "yesno", "reason", "text"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is asked for.

    ``many``: several may be wanted. ``unit``: the measure a quantity must carry: a measure word (件), or a class of
    them (``%``, ``change``, ``money``, ``time``, ``length``, ``age``), what of a day (``weekday``, ``clock``, ``year``,
    ``month``), or "" for any.
    ``noun``: what an English how-many counts. ``options``: the two answers that the question offers. ``named``: what
    something is called is asked for.
    ``focus`` is the stretch of the question that asks (谁, how many parcels): its words are
    not looked for in a passage, and what stands beside it matters most.
    """

    kind: Kind
    many: bool = False
    unit: str = ""
    noun: str = ""
    focus: tuple[int, int] = (0, 0)
    options: tuple[str, ...] = ()
    named: bool = False


_MEASURE = (
    r"(?:[亿万千百]*(?:个百分点|百分点|平方公里|平方米|立方米|公里|公斤|小时|分钟|个月|个小时|人次|美元|欧元|标箱|"
    r"[件个人名位次家条项天年场辆座所吨篇轮届户亩米艘只头匹棵株套部台架枚张种支组班批份句字元钱岁层站页幅段笔宗起处例门颗粒斤升克封盏根顶床盒箱袋瓶桶车船本册卷集期倍成票号度秒分里株眼尾羽])"
    r")"
)
_ZH: tuple[tuple[Kind, str], ...] = (
    (
        "reason",
        r"为什么|为何|为啥|什么原因|何故|原因是什么|(?:原因|理由)有?哪些|怎么会|是什么(?:导致|造成|使得?|让)|"
        r"归[咎因]于什么",
    ),
    (
        "date",
        r"什么时候|啥时候?|什么时间|什么日子|何时|何日|何年|哪一?[天日年月]|哪个月|哪几天|几月几[日号]|(?:星期|周|礼拜)几|(?<!第)几[月日号点时](?!个)|"
        r"(?:日期|时间)(?:是|为)(?:什么|哪)?|多会儿",
    ),
    (
        "quantity",
        rf"几比几|多少比多少|百分之(?:多少|几)|多少(?:个)?(?P<unit>{_MEASURE})?|(?<![哪那这前后近头好十数])第?几(?P<few>(?!乎)[个名位件次届人家条项天年场辆座所吨篇轮亩户米岁种本部张层排站只头艘架台套枚支组批份元块倍成分秒艇号])|"
        r"多[大高长远久深宽重快冷热厚](?:岁数|年纪|年龄)?|占比(?:是|为)?(?:多少|[？?\s]*$)|(?:年龄|岁数|比分|金额|总数|数量|面积|票价|价格|成绩)是(?:多少)?(?:什么)?",
    ),
    (
        "organisation",
        r"(?<!人)哪[几一两]?家(?![人里中的])(?:单位|部门|机构|公司|企业|组织|学校|大学|医院|银行|合作社|券商|饭店|餐厅|酒店|媒体|商场|超市|书店|出版社|工厂|药店)?|"
        r"哪(?:个|些|几个|支)(?:单位|部门|机构|公司|企业|组织|学校|大学|医院|银行|团体|协会|球队|队|委员会|局|平台|媒体|品牌|合作社|工厂)|"
        r"什么(?:单位|部门|机构|公司|企业|组织|学校|大学|医院)|何(?:单位|部门|机构)",
    ),
    (
        "place",
        r"什么地方|哪里|哪儿|何地|何处|在哪(?:里|儿)?(?!个|些|一|次|天|年|月|方|项|家|位|种)|"
        r"哪(?:个|些|座|几个|一个)?(?:城市|省份?(?!长|委|政)|市(?!长|委|政)|县(?!长|委|政)|区(?!长|委|政)|国家?|地方?|地区|村|镇|乡|州|场馆|体育馆|会场|酒店|宾馆|景点|景区|车站|机场|港口?|公园|小区|街道|岛|隧道|路段)|什么(?:城市|国家)",
    ),
    ("person", (r"谁|哪(?:一|几|两)?位[\u4e00-\u9fff]{0,4}|"
 r"哪(?:些|几个)[\u4e00-\u9fff]{0,6}?(?:人|常委|书记|主席|副?[省市县区局厅部校院会队]长|主任|领导|官员|代表|嘉宾|记者|委员|队员|选手|专家|学者|运动员|干部|教授|演员|老师|教师|医生|学生|作家|"
 r"院士|负责人)(?![\u4e00-\u9fff]?(?:大会|团|会议))|何人|什么人|哪个人|"
 r"哪(?:一|几)?名[\u4e00-\u9fff]{0,3}")),
    (
        "title",
        r"(?:什么|哪(?:个|部|本|份|些|一部|一本|一份|几部))(?:专题片|纪录片|影片|电影|片子?|书|文件|报告|规划|方案|办法|条例|意见|通知|作品|歌曲?|剧|节目)",
    ),
)  # fmt: skip
_ZH_CLASSES = (
    ("score", r"几比几|多少比多少|比分"),
    ("change", (r"(?:增长|增加|上升|上涨|提高|提升|扩大|下降|减少|降低|下跌|回落|缩小|缩短|[涨跌])了?(?:大约|约)?多少"
 r"(?![个件人名位万亿千百次条项吨公里米元钱])")),
    ("money", (r"多少(?:亿|万)?[钱元块]|(?:花|投|拨|捐|赔|付|售|卖|票价|价格|投资|资金|工资|收入|"
 r"金额)[^，。？]{0,6}多少(?:钱)?[？?]?$|几元|几块")),
    ("age", r"多大(?:岁数|年纪|年龄)?[？?]?$|几岁|多少岁|年龄|岁数|年纪"),
    ("time", r"刑期|多久|多长时间|(?:期限?|时间|时长|[车路航行]程)(?:要|需要?|有|为|是|共)?多长|"
 r"几年|多少年|几天|多少天|几个月|多少个月|几小时|多少(?:个)?小时|几分钟|多少分钟"),
    ("length", r"多[长高远深宽厚]"),
    ("%", r"百分之|占比|比例|增长率|增速|增幅|涨幅|降幅|整改率|比重|份额|几成|占[^，。？]{0,12}多少[？?]?$"),
    ("temperature", r"多[冷热]|多少度|几度"),
)  # fmt: skip
_ZH_MANY = re.compile(r"哪些|哪[几两三四五六七八九十]|有谁|都有|分别|各是|各为|列[举出]|什么.{0,6}等|几位")
_ZH_VALUES = re.compile(r"分别|各[是为有]|[由从](?:多少|几).*[到至](?:多少|几)|(?:多少|几).*[，、].*(?:多少|几)")
_ZH_YESNO = re.compile(r"吗[？?。\s]*$|是否|是不是|有没有|有无|能否|可否|会不会|([^\s])不\1")
_ZH_NAMED = re.compile(r"叫什么(?:名字)?|名叫什么|姓什么|名字是什么|姓名")
_ZH_HUMAN = re.compile(
    r"(?:[员人者长师生手民工兵孩妇叔爷奶父母兄弟姐妹子裁]|书记|支书|老板|师傅|主任|主席|[总经]理|[护女博院]士|教授|教练|导演|会计|警官|医生|律师|代表|冠军|作家|诗人)"
    r"(?:的)?(?:名字)?叫什么|姓什么|姓名"
)
_NOUNS = r"(?P<noun>(?:[a-z][a-z'’-]* ){0,3}?[a-z][a-z'’-]*)"
_AFTER_NOUN = (
    r"(?= (?:is|are|was|were|did|do|does|have|has|had|will|would|can|could|should|in|on|at|of|from|to|that|who|"
    r"which|by|for|with|"
    r"took|take|takes|came|come|got|get|went|go|made|make|won|lost|joined|join|attended|attend|watched|died|arrived|dealt|deal|"
    r"there|per|a|the|an|each|every|say|says|said|told|spoke|[a-z]+ed)\b|\W*$)"
)
_AFTER_MEASURE = (  # "what population trend" asks for no figure
    r"(?= (?:is|are|was|were|did|do|does|have|has|had|will|would|can|could|should|in|on|at|of|from|to|that|which|by|"
    r"for|with|per|a|an|the|[a-z]+ed)\b|\W*$)"
)
_EN: tuple[tuple[Kind, str], ...] = (
    ("reason", (r"\bwhy\b|\b(?:for )?what reasons?\b|\bhow come\b|\bwhat (?:caused|led to)\b|"
 r"\bwhat\b(?=.* blamed? for\b)|"
 r"\bwhat (?:did|does|do) (?:[\w'’-]+ ){1,12}?blame\b")),
    (
        "date",
        r"\bwhen\b|\b(?:on |in |by |from |until |since )?(?:what|which) (?:\w+ )?(?:date|day|days|dates|year|month|"
        r"weekday)s?\b|"
        r"\b(?:at|by) what (?:time|hour)\b|\bwhat (?:time|hour)\b",
    ),
    (
        "quantity",
        r"\b(?:what was|what's|by what) (?:the )?(?:final |half-time |overall )?(?:score|scoreline|vote)\b|"
        r"\b(?:what|which) (?:jail|prison) (?:term|sentence)\b|"
        rf"\bhow many(?: {_NOUNS}{_AFTER_NOUN})?|\bhow much(?: (?P<mass>(?!is|are|was|were|did|do|does|has|have|had|"
        rf"will|would|can|could)"
        r"[a-z-]+))?|\bhow (?:long|far|high|big|large|old|often|tall|deep|wide|fast|heavy|cold|hot|light|thick)\b|"
        r"\b(?:by |to |in |at |for )?what (?:\w+ )?(?:percentage|percent|proportion|share|rate|number|amount|volume|"
        r"total|figure|size|area|length|"
        r"population|price|cost|score|time|temperature|height|depth|speed|age|value|investment|distance|weight|budget)s?\b"
        rf"{_AFTER_MEASURE}|"
        r"\bwhat (?:was|is|were|are) (?:the )?(?:[a-z'’-]+ ){0,4}(?:number|volume|total|amount|percentage|rate|"
        r"figure|share|price|cost|score|area|revenues?|income|profits?|turnover|output|gdp|"
        r"population|investment|budget|length|height|depth|age|temperature)s?\b",
    ),
    (
        "organisation",
        r"\b(?:what|which) (?:\w+ )?(?:organi[sz]ations?|compan(?:y|ies)|departments?|ministr(?:y|ies)|agenc(?:y|"
        r"ies)|institutions?|"
        r"universit(?:y|ies)|schools?|banks?|bod(?:y|ies)|units?|teams?|bureaus?|committees?|associations?|federations?|groups?|firms?|hospitals?|brokers?|brokerages?|airlines?|clubs?|publishers?|museums?|courts?|newspapers?|factor(?:y|ies)|co-?operatives?|manufacturers?|retailers?|foundations?|unions?)\b",
    ),
    (
        "place",
        r"\bwhere\b|\b(?:in |at |to |from )?(?:what|which) (?:(?!was|were|is|are|did|does|do|has|have|had|will)\w+ )?"
        r"(?:cit(?:y|ies)|places?|provinces?|countr(?:y|"
        r"ies)|count(?:y|ies)|towns?|"
        r"villages?|venues?|districts?|locations?|regions?|hotels?|ports?)\b"
        r"(?! (?:council|government|subsid\w+|leaders?|officials?|party|committee|bureau|courts?|teams?|hall|tax\w*|"
        r"budget|newspaper|hospital|school|library|museum|roads?|police|mayor|secretary|authorit\w+|departments?))",
    ),
    (
        "person",
        r"\bwho(?:m|se)?\b(?: else)?|\b(?:what|which) (?!did |does |do |is |was |are |were |ha[sd] |have |will )"
        r"(?:(?!\w+ed )\w+ ){0,2}?(?:persons?|people|officials?(?! (?:title|name|position|language))|leaders?|"
        r"reporters?|journalists?|secretar(?:y|ies)|"
        r"governors?|mayors?|ministers?|presidents?|chairm[ae]n|commanders?|commissioners?|ambassadors?|men|women|man|woman|experts?|members|players?|athletes?|doctors?|surgeons?|nurses?|scientists?|researchers?|engineers?|economists?|analysts?|lawyers?|judges?|artists?|actors?|actress(?:es)?|singers?|poets?|novelists?|authors?|composers?|architects?|coach(?:es)?|managers?|captains?|drivers?|farmers?|students?|teachers?|runners?|goalkeepers?|strikers?|defenders?|politicians?|senators?|spokes(?:man|woman|person)|executives?|founders?|winners?|professors?|skaters?|swimmers?|writers?|directors?|"
        r"vice mayors?|delegates?|candidates?)\b|"
        r"\b(?:what|which) (?!did |does |do |is |was |are |were |ha[sd] |have |will )(?:(?!\w+ed )\w+ ){0,3}?"
        r"(?:members?|officers?|representatives?|residents?|workers?|owners?|volunteers?|pilots?|chefs?|guides?|curators?|traders?|riders?|sculptors?|inventors?|hosts?|"
        rf"guests?|witness(?:es)?|victims?|defendants?|suspects?|[a-z]{{3,}}(?:ologist|ician|nist|rist|tist)s?){_AFTER_NOUN}|"
        r"\bname (?:the (?:person|people|reporters?|members?|wom[ae]n|m[ae]n)|those)\b",
    ),
    (
        "title",
        r"\b(?:what|which) (?:\w+ )?(?:documentar(?:y|ies)|films?|movies?|books?|reports?|documents?|plans?|"
        r"regulations?|songs?|videos?|"
        r"programmes?|programs?|titles?|plays?|exhibitions?)\b",
    ),
)  # fmt: skip
_EN_CLASSES = (
    ("score", r"\b(?:what was|what's|by what) (?:the )?(?:final |half-time |overall )?(?:score|scoreline|vote)\b"),
    ("age", r"\bhow old\b|\bwhat age\b|\bthe age of\b"),
    ("%", (r"\b(?:percent|percentage|proportion|share)\b|\bwhat (?:(?:is|was|are|were) the )?(?:[\w-]+ ){0,3}rate\b|"
 r"\bhow (?:much|"
 r"fast) did .* (?:grow|rise|fall|increase|decline|drop)\b")),
    ("time", (r"\bhow long (?:did|has|have|had|was|were|will|does|do|ago)\b|\bhow many (?:years|months|weeks|days|"
 r"hours|minutes|seconds)\b|\b(?:in|for) what time\b|\b(?:jail|prison) (?:term|sentence)\b")),
    ("length", r"\bhow (?:long|far|high|tall|deep|wide|thick)\b|\bwhat (?:length|height|depth|distance)\b"),
    ("money", (r"\bhow much\b.*\b(?:cost|costs|pay|paid|price|spend|spent|worth|charge|charged|fare|money|invest|"
 r"invested|investment|donate|donated|earn|earned|wage|wages|fund|funds|funding|raise|raised|budget)\b|"
 r"\bhow much (?:is|are|was|were) (?:a|an|the|one)\b|\bwhat (?:is |was )?(?:the )?(?:total )?(?:price|cost|"
 r"investment|budget)\b|\b(?:revenues?|income|profits?|turnover)\b(?!.*\b(?:grow|rise|rose|fall|fell|percent|percentage|rate)\b)")),
    ("temperature", r"\bhow (?:cold|hot|warm)\b|\bwhat temperature\b"),
)  # fmt: skip
_EN_CLAUSE = re.compile(r"(?:when|where|why|who(?:m|se)?)\b")
"""Words that begin a clause as well as a question: "what did they shout when …" asks what."""
_EN_MANY = re.compile(
    r"\b(?:who (?:were|are|all)|what (?:are|were)|which .{0,40}\b(?:were|are)\b|list|name (?:the|all|two|three)|"
    r"(?:people|officials|leaders|reporters|journalists|members|events|activities|sports|cities|organi[sz]ations|regions|areas|services)\b)"
)
_EN_VALUES = re.compile(
    r"\brespectively\b|\beach\b|\b(?:how|what|which)\b.*\band (?:how|what|which|by)\b|\bfrom (?:what|how)\b"
)
_EN_YESNO = re.compile(
    r"^(?:and |so |but |then )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|"
    r"isn't|aren't|"
    r"wasn't|weren't|didn't|doesn't|hasn't)\b"
)


def expect(question: str, language: Language) -> Expected:
    """The kind of answer ``question`` asks for; ``text`` (a clause, a sentence) where its form does not tell."""
    choice = offered(question, language)
    if choice is not None:
        return Expected("text", focus=choice.span, options=choice.options)
    if language == "zh":
        return _expect_zh(simplify(question))
    return _expect_en(question.lower())


def _expect_zh(question: str) -> Expected:
    many = bool(_ZH_MANY.search(question))
    if _ZH_YESNO.search(question) and not re.search(r"谁|多少|哪", question):
        return Expected("yesno")
    for kind, pattern in _ZH:
        found = re.search(pattern, question)
        if not found:
            continue
        if kind == "date" and re.search(r"(?:星期|周|礼拜)几", found.group()):
            return Expected("date", many, "weekday", "", found.span())
        if kind == "date" and re.search("几[点时]", found.group()):
            return Expected("date", many, "clock", "", found.span())
        whole = re.search(r"[哪几何][日天号]", question)  # 哪年哪月哪日
        if kind == "date" and re.fullmatch("(?:哪一?|何)年|哪个?月|几月", found.group()) and not whole:
            return Expected("date", many, "year" if found.group().endswith("年") else "month", "", found.span())
        unit = ""
        if kind == "quantity":
            many = bool(_ZH_VALUES.search(question))
            unit = next((name for name, p in _ZH_CLASSES if re.search(p, question)), "")
            unit = unit or (found["unit"] or found["few"] or "").lstrip("亿万千百")
            if unit in tuple("的是呢了啊吗？钱"):
                unit = ""
        return Expected(kind, many, unit, "", found.span())
    named = _ZH_NAMED.search(question)
    if named:
        return Expected("person" if _ZH_HUMAN.search(question) else "text", many, "", "", named.span(), named=True)
    found = re.search(r"什么(?:样的?)?|哪些|哪[几一两]?[个种项类条]|如何|怎么样?|怎样|何", question)
    return Expected("text", many, "", "", found.span() if found else (0, 0))


def _expect_en(question: str) -> Expected:
    many = bool(_EN_MANY.search(question))
    if _EN_YESNO.search(question.strip()):
        return Expected("yesno")
    best: tuple[int, Kind, re.Match[str]] | None = None
    for kind, pattern in _EN:  # the first question word asks: "who said when …" asks who
        found = re.search(pattern, question)
        if found and (best is None or found.start() < best[0]):
            best = (found.start(), kind, found)
    bare = re.search(r"\bwhat\b|\bwhich\b|\bhow\b", question)
    if best is None or (bare and bare.start() < best[0] and _EN_CLAUSE.match(best[2].group())):
        return Expected("text", many, "", "", bare.span() if bare else (0, 0))
    _, kind, match = best
    if kind == "date" and re.search(r"day of the week|weekday", question):
        return Expected("date", many, "weekday", "", match.span())
    if kind == "date" and (part := re.search(r"\b(year|month)s?$", match.group())):
        return Expected("date", many, part[1], "", match.span())
    if kind == "date" and re.search(r"time|hour", match.group()):
        return Expected("date", many, "clock", "", match.span())
    unit = noun = ""
    if kind == "quantity":
        many = bool(_EN_VALUES.search(question))
        unit = next((name for name, p in _EN_CLASSES if re.search(p, question)), "")
        groups = match.groupdict()
        noun = (groups.get("noun") or groups.get("mass") or "").split(" ")[-1]
        noun = "" if unit else noun
    return Expected(kind, many, unit, noun, match.span())
