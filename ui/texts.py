"""Every text of the window, in English and Chinese, and which of the two a visitor reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Lang = Literal["en", "zh"]

TEXTS: Mapping[str, tuple[str, str]] = {
    "tagline": ("Ask the newspaper. Every answer is quoted.", "向报纸提问，句句有出处。"),
    "ask_tab": ("Ask", "提问"),
    "library_tab": ("Library", "文库"),
    "question": ("Your question", "您的问题"),
    "question_hint": ("Ask in English or Chinese…", "用中文或英文提问……"),
    "send": ("Ask", "提问"),
    "stop": ("Stop", "停止"),
    "new": ("New conversation", "新对话"),
    "conversation": ("Conversation", "对话"),
    "since": ("From", "起"),
    "until": ("To", "止"),
    "answerer": ("Answered by", "回答者"),
    "reader": ("Bundled reader", "内置阅读器"),
    "any_date": ("Clear dates", "清除日期"),
    "bad_dates": ("“From” is after “To”.", "起始日期晚于截止日期。"),
    "you": ("You asked", "您问"),
    "waiting": ("Waiting for a free place…", "排队中……"),
    "searching": ("Searching the articles…", "正在检索文章……"),
    "reading": ("Reading the passages…", "正在阅读段落……"),
    "writing": ("Writing…", "正在作答……"),
    "stopped": ("Stopped.", "已停止。"),
    "failed": ("No answer: ", "未能回答："),
    "retry": ("Ask again", "重试"),
    "edit": ("Edit the question", "修改问题"),
    "copy": ("Copy", "复制"),
    "copied": ("Copied", "已复制"),
    "like": ("Good answer", "回答得好"),
    "dislike": ("Bad answer", "回答得不好"),
    "thanks": ("Kept on this computer, with the question and its passages.", "已与问题和段落一起保存在本机。"),
    "save": ("Ask this instead", "改问这个"),
    "cancel": ("Cancel", "取消"),
    "understood": ("Understood as", "理解为"),
    "confidence": ("Confidence", "把握"),
    "confidence_high": ("well supported", "很有把握"),
    "confidence_middle": ("likely", "较有把握"),
    "confidence_low": ("uncertain: check the quotation", "把握不大，请核对引文"),
    "abstained": ("Not found in these articles", "这些文章里没有找到答案"),
    "nearest": ("Nearest articles", "最接近的文章"),
    "nearest_hint": (
        "They do not answer the question, but may be worth a look.",
        "它们没有回答这个问题，但或许值得一看。",
    ),
    "sources": ("Sources", "出处"),
    "sources_empty": ("The passages an answer quotes appear here.", "回答所引的段落会显示在这里。"),
    "source_n": ("Source {n}", "出处 {n}"),
    "show_source": ("Show source {n}: {title}", "查看出处 {n}：{title}"),
    "page": ("page {page}", "第 {page} 版"),
    "undated": ("undated", "日期不详"),
    "read_article": ("Read the whole article", "阅读全文"),
    "back_to_sources": ("Back to the sources", "返回出处"),
    "back_to_library": ("Back to the list", "返回列表"),
    "to_answer": ("Back to the answer", "回到回答"),
    "why": ("Why this passage", "为何选中这一段"),
    "why_dense": ("Meaning", "语义"),
    "why_words": ("Words", "词语"),
    "why_names": ("Names", "人名地名"),
    "why_dates": ("Date", "日期"),
    "why_numbers": ("Numbers", "数字"),
    "why_recency": ("Recency", "新近"),
    "why_rerank": ("Reranker", "重排"),
    "also_in": ("Also in", "亦见于"),
    "other_passages": ("Also read, not quoted", "读过但未引用"),
    "passage": ("Passage", "段落"),
    "cut": (
        "Only the part around the quotation is shown; the article is very long.",
        "文章很长，只显示引文前后的部分。",
    ),
    "aid": ("Word help", "词语释义"),
    "aid_hint": (
        "Point at, tap or tab to a Chinese word for its pinyin and dictionary senses; arrow keys go on. "
        "A dictionary, not a translation.",
        "",
    ),
    "aid_text": ("Chinese text; arrow keys move from word to word", "中文文本"),
    "cedict": ("Dictionary: CC-CEDICT (CC BY-SA 4.0)", "词典：CC-CEDICT（CC BY-SA 4.0）"),
    "welcome": ("What would you like to know?", "您想知道什么？"),
    "welcome_hint": (
        "{articles}{span}. Short answers, each with the passage it comes from.",
        "共 {articles}{span}。回答简短，每句都附原文段落。",
    ),
    "welcome_span": (", {oldest} to {newest}", "，{oldest} 至 {newest}"),
    "examples": ("For example", "例如"),
    "empty": ("Nothing is indexed yet", "还没有收录任何文章"),
    "empty_writable": (
        "Open the Library tab and drop newspaper pages there: text, Markdown, HTML or JSON Lines.",
        "请打开“文库”，把报纸文本拖进去：纯文本、Markdown、HTML 或 JSON Lines。",
    ),
    "empty_readonly": (
        "Whoever runs this server adds pages with “newsrag index FOLDER”.",
        "请服务器管理者用 “newsrag index 文件夹” 收录文章。",
    ),
    "empty_cli": ("or on the command line:", "或用命令行："),
    "go_library": ("Open the library", "打开文库"),
    "indexed": ("{n} articles", "{n} 篇文章"),
    "indexed_one": ("1 article", "1 篇文章"),
    "months": ("Articles by month", "各月文章数"),
    "months_most": ("most: {label}", "最多：{label}"),
    "month_bar": ("{month}: {n}", "{month}：{n} 篇"),
    "search_library": ("Search headlines, bylines, dates, files", "搜索标题、作者、日期、文件"),
    "found": ("{found} of {total} articles", "{total} 篇中的 {found} 篇"),
    "none_found": ("No article matches.", "没有符合的文章。"),
    "col_select": ("Select", "选择"),
    "col_date": ("Date", "日期"),
    "col_title": ("Headline", "标题"),
    "col_file": ("File", "文件"),
    "col_basis": ("Dated by", "日期来源"),
    "select_row": ("Select “{title}”", "选择《{title}》"),
    "previous": ("Previous", "上一页"),
    "next": ("Next", "下一页"),
    "position": ("{first}–{last} of {found}", "第 {first}–{last} 篇，共 {found} 篇"),
    "remove": ("Remove selected…", "移除所选……"),
    "remove_title": ("Remove these articles?", "移除这些文章？"),
    "remove_text": (
        "They leave the index and will never be quoted again. Your own files stay as they are; "
        "files uploaded here are deleted once nothing of them is left.",
        "它们将从索引中消失，不再被引用。您自己的文件保持不变；在这里上传的文件，其文章全部移除后会被删除。",
    ),
    "remove_yes": ("Remove", "移除"),
    "removed": ("{n} articles removed.", "已移除 {n} 篇文章。"),
    "removed_one": ("1 article removed.", "已移除 1 篇文章。"),
    "upload": ("Drop newspaper pages here, or click to choose", "把报纸文件拖到这里，或点击选择"),
    "upload_limits": (
        "{types} · up to {files} files of {size} MB at a time",
        "{types} · 每次最多 {files} 个文件，每个不超过 {size} MB",
    ),
    "uploading": ("Reading {name} ({at} of {all})…", "正在读取 {name}（{at}/{all}）……"),
    "upload_done": ("Done", "完成"),
    "report": ("Upload report", "文件处理结果"),
    "report_added": ("{n} articles added", "新增 {n} 篇"),
    "report_one": ("1 article added", "新增 1 篇"),
    "report_unchanged": ("already indexed", "早已收录"),
    "report_replaced": ("{n} replaced", "替换 {n} 篇"),
    "report_error": ("not read: {error}", "未能读取：{error}"),
    "read_only": ("This library is read-only.", "此文库只读。"),
    "basis_metadata": ("metadata", "元数据"),
    "basis_file name": ("file name", "文件名"),
    "basis_masthead": ("masthead", "报头"),
    "basis_dateline": ("dateline", "电头"),
    "basis_inferred": ("the text", "文中推断"),
    "basis_given": ("given", "指定"),
    "basis_none": ("—", "—"),
    "gone": ("This article is no longer in the index.", "这篇文章已不在索引中。"),
    "error": ("Something went wrong: ", "出错了："),
}


def texts(lang: Lang) -> dict[str, str]:
    """Every text in one language, by key."""
    at = 0 if lang == "en" else 1
    return {key: pair[at] for key, pair in TEXTS.items()}


def pick_language(tags: str | None) -> Lang:
    """The language to show for a browser's own: "zh" where Chinese comes before English, else English.

    ``tags`` is an Accept-Language header or one language tag: ``zh-CN,zh;q=0.9,en;q=0.8``.
    """
    ranked: list[tuple[float, int, str]] = []
    for at, part in enumerate((tags or "")[:200].split(",")):
        tag, _, quality = part.strip().partition(";")
        found = re.search(r"q=([\d.]{1,5})", quality)
        try:
            weight = float(found[1]) if found else 1.0
        except ValueError:
            weight = 0.0
        ranked.append((-weight, at, tag.strip().lower()))
    for _, _, tag in sorted(ranked):
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return "en"
