"""Errors in the words of whoever reads them: the core says them in English, a Chinese page should not."""

from __future__ import annotations

import re

from ui.texts import Lang

# what a visitor can bring about with a question or a file; whatever else goes wrong is shown as the core says it
_CHINESE: tuple[tuple[str, str], ...] = (
    (r"The question is empty; .*", "问题是空的，请用中文或英文提问"),
    (r"The question holds no word; .*", "问题里没有词语，请用中文或英文提问"),
    (r"The question has ([\d,]+) characters; ([\d,]+) are the most: .*", r"问题有 \1 个字符，最多 \2 个，请缩短"),
    (r"since \((.+)\) is after until \((.+)\); .*", r"起始日期（\1）晚于截止日期（\2）"),
    (r"'(.*)' is not a date; .*", r"“\1”不是日期，请写成 2024-01-22 的形式"),
    (r"too many questions are waiting; .*", "排队的问题太多，请一分钟后再试"),
    (r"nothing is indexed yet: .*", "还没有收录任何文章，请先添加报纸文本"),
    (r"internal error; .*", "内部错误，详情见服务器日志"),
    (r"it is empty", "文件是空的"),
    (r"it is not a regular file.*", "它不是普通文件"),
    (r"files of this type are not read; these are: (.*)", r"不读取这种类型的文件；可用的有：\1"),
    (r"it holds ([\d,]+) bytes; the limit is ([\d,]+)", r"文件有 \1 字节，上限是 \2 字节"),
    (r"the uploads folder is full \(([\d,]+) bytes\); .*", r"上传文件夹已满（\1 字节），请先移除一些文章"),
    (r"more than (\d+) files at a time; .*", r"一次最多 \1 个文件，其余的请再传一次"),
    (r"it is binary data, not text", "它是二进制数据，不是文本"),
    (r"it is binary data, or text in an encoding .*", "它是二进制数据，或编码无法识别，请另存为 UTF-8"),
    (r"the page holds no text", "页面里没有文字"),
    (r"line (\d+) is not JSON.*", r"第 \1 行不是 JSON"),
    (r"there is no article (\S+); .*", r"没有文章 \1，可能已被移除"),
    (r"this server is read-only: .*", "此服务器只读，不能在浏览器里改动文库"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in _CHINESE)


def message(error: object, lang: Lang) -> str:
    """What an error says, in Chinese for Chinese readers where there are Chinese words for it."""
    text = str(error)
    if lang != "zh":
        return text
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(text):
            return found.expand(chinese)
    return text
