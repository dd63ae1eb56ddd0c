"""Everything that knows Chinese or English: scripts, words, sentences, dates, names, numbers, the bilingual lexicon."""
