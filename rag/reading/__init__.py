"""Files → pages → articles."""

from rag.reading.newspaper import split_page
from rag.reading.reader import read_file, read_paths
from rag.reading.result import Document, ReadResult

__all__ = ["Document", "ReadResult", "read_file", "read_paths", "split_page"]
