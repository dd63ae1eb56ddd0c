"""A web page gives its article, title, date and author; a hostile one gives text or a clear error."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rag.reading import read_paths

BODY = "".join(
    f"<p>第{n}段：市政府今天召开会议，研究春运保障工作，要求各部门做好准备，确保旅客平安出行。</p>" for n in range(6)
)
PAGE = f"""<html><head><meta charset="{{charset}}"><title>春运保障会议召开 - 江城日报</title>
<meta property="og:title" content="春运保障会议召开"><meta name="author" content="李明">
<meta property="article:published_time" content="2024-01-23T08:00:00+08:00"></head>
<body><nav>首页 要闻 社会</nav><article><h1>春运保障会议召开</h1>{BODY}</article>
<script>var x = "不要读我";</script></body></html>"""


def test_article_title_date_author(tmp_path: Path) -> None:
    for charset in ("utf-8", "gbk"):
        path = tmp_path / f"{charset}.html"
        path.write_bytes(PAGE.format(charset=charset).encode(charset))
        (result,) = read_paths([path])
        (article,) = result.articles
        assert article.title == "春运保障会议召开"
        assert (article.date, article.date_basis) == (date(2024, 1, 23), "metadata")
        assert article.byline == "李明"
        assert article.text.startswith("第0段")
        assert "第5段" in article.text
        assert "不要读我" not in result.text
        assert result.source == f"{path}#1"
        assert result.text[article.start : article.end] == article.text


def test_page_that_is_only_its_headline_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "short.html"
    path.write_text("<title>大桥今日通车</title><body><h1>大桥今日通车</h1></body>", encoding="utf-8")
    (result,) = read_paths([path])
    assert [article.text for article in result.articles] == ["大桥今日通车"]


def test_page_nested_a_hundred_thousand_deep(tmp_path: Path) -> None:
    path = tmp_path / "bomb.html"
    path.write_text("<div>" * 100_000 + "里面还有一句话。" + "</div>" * 100_000, encoding="utf-8")
    (result,) = read_paths([path])
    assert result.articles[0].text == "里面还有一句话。"


def test_page_without_text_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "none.html"
    path.write_text("<html><script>1</script></html>")
    (result,) = read_paths([path])
    assert result.error == "the page holds no text"
