"""Gold question sets and what builds their corpora."""
