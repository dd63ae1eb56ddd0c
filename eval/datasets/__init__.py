"""Gold sets as they come: our JSONL, SQuAD/CMRC/DRCD/XQuAD JSON, question rows, BEIR folders, TREC topics and qrels."""

from eval.datasets.detect import read_gold

__all__ = ["read_gold"]
