"""Reports of an evaluation: JSON, Markdown, a self-contained HTML page, TREC files."""

from eval.report.writing import write_report

__all__ = ["write_report"]
