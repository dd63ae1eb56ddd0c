"""``python -m rag.language.build --data DIR``: the packed language data, made anew."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.errors import NewsragError
from rag.language.build import cedict
from rag.language.build.alignment import align, read_pairs, tokenised
from rag.language.build.bridge import CHINESE_STOP, chinese_english, english_chinese, write_bridge
from rag.language.build.dictionary import by_word, count_words, news_runs, weights, write_dictionary
from rag.language.build.names import gazetteer, write_names
from rag.language.build.newspaper import read_terms
from rag.language.build.senses import STOP
from rag.language.lexicon import DATA

FILES = ("bridge.en-zh.bin", "bridge.zh-en.bin", "dictionary.bin", "names.json.gz")


def build(data: Path, out: Path, *, pairs: int, every: int, length: float) -> dict[str, Any]:
    """Write the four files and ``manifest.json`` into ``out``; returns the manifest.

    Raises:
        ReadError: a source is missing or is not in its format.
        ImportError: eflomal is not installed.
    """
    out.mkdir(parents=True, exist_ok=True)
    source = data / "cedict.txt.gz"
    dictionary, terms = by_word(cedict.read(source)), read_terms()
    typer.echo(f"{len(dictionary):,} words; counting them in news")
    counts = count_words(dictionary, news_runs(data / "news", every))
    weight = weights(dictionary, counts)
    headwords = write_dictionary(out / "dictionary.bin", dictionary, weight)
    names = gazetteer(dictionary, terms)
    tables = write_names(out / "names.json.gz", dictionary, names)
    sentences = tokenised(read_pairs(data / "parallel" / "train.jsonl.gz", pairs), weight)
    typer.echo(f"aligning {len(sentences):,} sentence pairs")
    links = align(sentences, length=length)
    entries = {
        "bridge.en-zh.bin": write_bridge(
            out / "bridge.en-zh.bin", english_chinese(dictionary, weight, links, terms, names), CHINESE_STOP
        ),
        "bridge.zh-en.bin": write_bridge(out / "bridge.zh-en.bin", chinese_english(dictionary, links, terms), STOP),
    }
    manifest = {
        "bridge": {"entries": entries, "sentence_pairs": len(sentences), "word_pairs": len(links)},
        "dictionary": {
            "cedict_release": cedict.release(source),
            "headwords": headwords,
            "running_words_counted": counts.total(),
            **tables,
        },
        "files": {name: _facts(out / name) for name in FILES},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return manifest


def _facts(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def main(
    data: Annotated[Path, typer.Option(help="Folder with cedict.txt.gz, news/ and parallel/train.jsonl.gz.")],
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = DATA,
    pairs: Annotated[int, typer.Option(min=1, help="Sentence pairs to learn word alignments from, about.")] = 320_000,
    every: Annotated[int, typer.Option(min=1, help="Count words in every so-manieth story.")] = 8,
    length: Annotated[
        float, typer.Option(min=0.01, help="How long to sample alignments, 1 being eflomal's own.")
    ] = 1.0,
) -> None:
    """Make dictionary.bin, names.json.gz, the two bridges and manifest.json."""
    try:
        manifest = build(data, out, pairs=pairs, every=every, length=length)
    except NewsragError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except ImportError as error:
        typer.echo(f"{error}; word alignments need eflomal: pip install 'newsrag[train]'", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps(manifest, indent=2, sort_keys=True))


if __name__ == "__main__":
    typer.run(main)
