"""Words that only ask, and carry nothing to look for."""

from __future__ import annotations

import re

from rag.language.tokens import stem

_ENGLISH = """
a an the of to in on at by for with from and or but as if so than then too very just about into onto over
under between during per is are was were be been being am do does did done has have had having will would can
could may might shall should must not no it its he she they them his her hers their theirs this that these
those there here we us our you your i me my who whom whose what which when where why how many much long far
often old big large high please tell me say said mention give name list describe according report article page
newspaper question answer happen take place s t d ll re ve
"""
ENGLISH_STOP = frozenset(stem(w) for w in _ENGLISH.split()) | frozenset(_ENGLISH.split())
"""English words that are not looked for, as they are and stemmed."""

HAN_ASKING = re.compile(
    "请问|请告诉我|告诉我|请说明|是多少|有多少|多少|什么时候|什么时间|什么样的?|什么地方|为什么|是什么|叫什么|什么"
    "|哪一位|哪一[个年天家种所座]|哪[些个位年天里儿家种所座]|是谁|由谁|谁|何时|何地|何处|为何|如何|怎么样|怎么|怎样"
    "|是否|是不是|有没有|[吗呢吧啊呀][?？。!！]*$|[?？!！]"
)
"""Chinese that only asks, in folded text."""

_HAN_WORDS = """
的 了 在 是 有 和 与 及 被 把 对 从 到 于 为 以 将 也 都 就 还 又 而 之 其
这 那 哪 几 个 吗 呢 吧 上 下 中 里 由 等
"""
HAN_STOP = frozenset(_HAN_WORDS.split())
"""Chinese words too common to look for by themselves."""
