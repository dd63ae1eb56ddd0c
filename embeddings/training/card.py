"""``card``: write the model card from its template, with the figures that ``evaluate`` wrote and the data as listed."""

from __future__ import annotations

import json
import string
from pathlib import Path

from embeddings.training.config import Config
from embeddings.training.evaluate import Results
from embeddings.training.export import MODELS
from embeddings.training.sources import PARALLEL

TEMPLATE = Path(__file__).with_name("card_template.md")
EXPLAINED = {
    "ntrex": "NTREX-128 news sentences, one's translation among all",
    "wmt": "WMT news test sets 2017–2023, an even sample, the same",
    "cmrc_trial": "CMRC 2018 trial: Chinese question → Chinese passage",
    "drcd_holdout": "DRCD, articles held out: traditional Chinese, the same",
    "english_to_chinese": "English question → Chinese passage (held-out English questions; their passages were seen "
    "with Chinese questions)",
    "english_to_english": "QED dev: English question → English paragraph",
}


def figures_table(results: dict[str, Results]) -> str:
    """One row a measure, one column a kind of model."""
    kinds = list(results)
    lines = [f"| set | measure | {' | '.join(kinds)} |", "|---" * (len(kinds) + 2) + "|"]
    for name, explained in EXPLAINED.items():
        measures = [m for kind in kinds for m in results[kind].get(name, {})]
        for measure in dict.fromkeys(measures):
            values = [results[kind].get(name, {}).get(measure) for kind in kinds]
            cells = " | ".join("" if v is None else f"{v:.3f}" for v in values)
            lines.append(f"| {explained} | {measure} | {cells} |")
    return "\n".join(lines)


def sources_table(counts: dict[str, int]) -> str:
    """One row a source of translation pairs, those left out included."""
    lines = []
    for name, source in PARALLEL.items():
        longer = [p for p in PARALLEL if p != name and p.startswith(name)]
        kept = sum(v for k, v in counts.items() if k.startswith(f"kept {name}") and not k[5:].startswith(tuple(longer)))
        seen = f"{source.weight} times" if source.weight else "left out"
        lines.append(f"| {name} | {source.licence} | {kept:,} | {seen} | {source.why} |")
    return "\n".join(lines)


def card(config: Config) -> Path:
    """Write MODEL_CARD.md and evaluation.json beside the exported model; returns the card's path."""
    folder = config.output or MODELS / config.name
    results: dict[str, Results] = {}
    for path in sorted(config.work.glob("evaluation-*.json"), reverse=True):
        results[path.stem.removeprefix("evaluation-")] = json.loads(path.read_text(encoding="utf-8"))
    counts = json.loads((config.work / "pairs.json").read_text(encoding="utf-8"))
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "evaluation.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    size = sum((folder / name).stat().st_size for name in ("model.onnx", "tokenizer.json"))
    text = string.Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        name=config.name,
        size=f"{size / 1e6:.1f}",
        dimension=settings["hidden_size"],
        rows=f"{settings['vocab_size']:,}",
        stories=f"{config.evaluate_stories:,}",
        sources=sources_table(counts),
        figures=figures_table(results),
    )
    path = folder / "MODEL_CARD.md"
    path.write_text(text, encoding="utf-8")
    return path
