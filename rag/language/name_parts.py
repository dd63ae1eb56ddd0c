"""What Chinese names are made of and stand beside: titles, verbs, surnames, the characters of names."""

from __future__ import annotations

import re

TITLES = (
    "书记|主席|总理|总统|首相|省长|市长|县长|区长|镇长|乡长|州长|部长|司长|局长|处长|厅长|科长|院长|校长|所长|站长|队长|主任|委员|常委|"
    "秘书长|会长|理事长|董事长|总经理|经理|总裁|行长|台长|社长|馆长|园长|村长|组长|班长|连长|团长|师长|军长|司令员|司令|政委|参谋长|将军|"
    "大使|发言人|代表|议员|议长|国务卿|外长|检察长|审判长|法官|律师|教授|院士|研究员|工程师|博士|专家|学者|医生|护士|老师|教师|教练|队员|"
    "运动员|选手|冠军|演员|导演|作家|诗人|画家|歌手|记者|编辑|通讯员|摄影|作者|实习生|见习生|主播|同志|先生|女士|居民|村民|市民|农民|工人|职工|党员|"
    "负责人|创始人|传承人|志愿者|民警|警官|战士|烈士|英雄|模范|劳模|店主|老板|乘客|司机|学生|总编辑|总书记|庭长|楼长|网格员|支书|名叫|叫|名为|由"
)
TITLE_BEFORE = re.compile(f"(?:{TITLES})(?:[：:，、\\s]*)$")
WORD_AFTER = re.compile(
    r"(?:同志|先生|女士|小姐|教授|院士|博士|老师|书记|主席|主任|部长|局长|市长|省长|县长|总理|总统|"
    r"说|表示|指出|强调|认为|介绍|告诉|坦言|透露|回忆|讲述|解释|分析|称|笑着|主持|出席|参加|会见|会谈|宣布|致辞|讲话|作报告|"
    r"率|率队|到|在|赴|前往|带领|当选|担任|任|获|一行|等|及|和|与|、|，|。|；|（|\(|：|:|\s|的|是|为|也|还|曾|已|今年|现任|家|某|$|】|）|”)"
)
STRONG_AFTER = re.compile(
    r"(?:同志|先生|女士|小姐|教授|院士|博士|表示|指出|强调|认为|介绍|告诉|坦言|透露|回忆|讲述|说|主持|出席|会见|宣布|致辞|发言|一行|等人|现任|当选)"
)
ASKED_AFTER = re.compile(
    r"是谁|是什么人|是哪[位里国]|现?(?:担)?任(?:什么|何|哪)|的(?:职务|职位|身份|头衔)|是[做干]什么|(?:今年)?(?:多大|几岁)"
)  # a question that begins with a name
# Characters that end a name rather than belong to it.
NOT_GIVEN = frozenset(
    "的了在是和与等为说也及对从将被把向让而但或又就都还已曾后前上下内外这那哪些个们着过到地其以于则且要该"
    "某任受获率赴称亦均各每当出同者吗呢吧啊什么谁二三四五六七八九十百千万亿日"
)
# Characters that are either: in names (查砚之, 韩若梅, 鲁伯年), and more often words of their own. Those of the second
# line need a title or the like before the name.
MAYBE_GIVEN = frozenset("之如若")
RARELY_GIVEN = frozenset("年中能可会应得时月一")
# 作 is a name's last character (李长作) but before what somebody does (刘奇作报告).
MAKES = re.compile(r"(?<=作)(?:了|报告|说明|讲话|交流|发言|总结|部署|动员|出|为|辅导|专题|主旨|题为)")
LAST_GIVEN = frozenset("之如中年")  # of these the ones that end a name
# What the word before a name ends in, where it says what somebody is: 桃农卓阿贵, 船工区伯雍, 水文学家查砚之.
ROLE_END = frozenset("农工师家手员生者人官兵商民匠星友翁婆嫂妈爸哥姐弟妹夫妻女")
# What a name hardly ends in, and things that repeat in a text do: 加氢站, 金牛座, 教体局.
THING_END = frozenset(
    "站网局区座板羊镇乡村市省县州旗院所厅部队路街桥山河湖岛店馆楼塔厂园校司社会台机车船路线件项个号杯赛节法案族产庄毯坪苑"
)
ALSO_GIVEN_END = frozenset("河湖山岛桥塔船车路庄法")  # of these what given names end in as well
# What two characters that look like a name end in where they are none: 乌军, 左肾, 西门.
SHORT_THING_END = frozenset("军肾门氯堰涝控")
# What people are called by behind their surname, which is no given name.
_ADDRESSES = """
先生 女士 小姐 太太 夫人 同学 老师 大爷 大妈 大娘 大叔 大哥 大姐 奶奶
爷爷 阿姨 叔叔 师傅 医生 护士 律师 警官 法官 教授 博士 经理 老板 某某
"""
FORMS_OF_ADDRESS = frozenset(_ADDRESSES.split())
CHOOSING = re.compile(
    r"(?:补选|选举|推选|增补|任命|聘请|聘任|宣布|采访了?|专访|对话|访问|编剧为|导演为|主角为|已故的|现年\d+岁的|\d+岁的)$"
)
COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解"
    "牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞"
    "敖巩明佘池查麻苑迟邝"
)
SURNAMES_ALSO_WORDS = frozenset(
    "和于向应时成关任万方明安全高常从会项经单车后别"
)  # surnames that in running text are mostly something else
# Characters that foreign names are written with for their sound.
SOUNDS = (
    "阿埃艾爱安昂奥澳巴白拜班邦保鲍贝本比彼毕别宾波伯博布查察昌楚茨达大戴丹当道德登邓迪蒂丁东杜顿多厄恩尔法凡范方菲费芬佛夫弗福富盖冈高戈格葛根古瓜圭哈"
    "海汉豪赫黑亨洪胡华怀惠霍基吉及加贾简杰捷金津喀卡凯坎康考柯科可克肯孔库夸昆拉莱赖兰朗劳勒雷黎里李理利莉连列林琳隆卢鲁路伦罗洛吕律马玛迈麦曼芒毛梅门蒙"
    "米密敏明摩莫默姆木穆拿娜纳奈南内尼涅宁纽农努诺欧帕潘庞佩彭皮平珀普齐奇契恰强乔切琴丘琼让热日荣茹瑞若撒萨塞赛桑沙山尚绍舍申什圣施什史士舒朔丝斯松苏索塔"
    "泰坦汤唐特腾提图托瓦万旺威韦维文翁沃乌吾武西希锡夏肖谢辛欣休许雅亚延扬耶叶伊依因英尤于约泽扎詹张珍芝朱卓兹佐哥罕贡孟蓬庇妮娅薇莎琪瑟则孜逊吐买合汗音桂黛朵妲菈茜娃"
)

# What Tibetan names are made of in Chinese, two characters each: 索南卓嘎, 尕藏加措.
_TIBETAN = """
索南 索朗 卓嘎 卓玛 扎西 次仁 次旦 次珠 尼玛 达娃 达瓦 米玛 拉巴 普布 巴桑 边巴 平措 彭措 多吉 旺堆 旺杰 旺姆 加措
嘉措 洛桑 罗桑 丹增 旦增 单增 丁增 格桑 噶桑 尕藏 拉姆 拉毛 白玛 德吉 央金 央宗 仁青 仁增 才让 才旦 才仁 桑吉 桑杰
贡布 公保 顿珠 罗布 强巴 群培 阿旺 昂旺 江白 晋美 久美 吉美 土登 图登 曲珍 曲扎 格勒 格列 江村 坚赞 赤列 向巴 益西
云丹 华旦 官却 更登 仓决 措姆 德庆 占堆 朗杰 南杰 列确 旦巴 旦正 其美 琼达 拉珍 普琼 欧珠 南加 加布 扎巴 索巴 卓尕
尕玛 嘎玛 俄智 东智 次培 次登 达杰 班丹 巴登 多杰 才措 卓措 吉措 拉措
"""
TIBETAN = frozenset(_TIBETAN.split())
