"""``python -m embeddings.training STEP --config FILE``: one step of the pipeline, or ``all`` of them in order."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Literal

from embeddings.training import config as configuration

Kind = Literal["float32", "float16", "int8"]
STEPS = ("prepare", "vocab", "adapt", "align", "mine", "retrieve", "export", "evaluate", "card")


def run(step: str, config: configuration.Config, model: Path | None, kind: Kind, width: int | None) -> None:
    """Run one step. Steps import what they need, so that the light ones start fast."""
    if step == "prepare":
        from embeddings.training.prepare import prepare

        print(json.dumps(prepare(config), indent=1))
    elif step == "vocab":
        from embeddings.training.vocabulary import vocabulary

        print(vocabulary(config))
    elif step == "adapt":
        from embeddings.training.adapt import adapt

        print(adapt(config))
    elif step == "align":
        from embeddings.training.align import align

        print(align(config))
    elif step == "mine":
        from embeddings.training.mine import mine

        print(mine(config))
    elif step == "retrieve":
        from embeddings.training.retrieve import retrieve

        print(retrieve(config))
    elif step == "evaluate":
        from embeddings.training.evaluate import evaluate

        print(json.dumps(evaluate(config, model, kind, width), indent=1))
    elif step == "export":
        from embeddings.training.export import export

        print(export(config, model, kind))
    elif step == "card":
        from embeddings.training.card import card

        print(card(config))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m embeddings.training", description=__doc__)
    parser.add_argument("step", choices=(*STEPS, "all"))
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("bundled.toml"))
    parser.add_argument("--model", type=Path, help="evaluate, export: this encoder instead of the latest")
    kinds = ("int8", "float16", "float32")
    parser.add_argument("--kind", choices=kinds, default="int8", help="evaluate, export: the arithmetic of the graph")
    parser.add_argument("--width", type=int, help="evaluate: only the first so many dimensions of the vectors")
    arguments = parser.parse_args()
    config = configuration.read(arguments.config)
    for step in STEPS if arguments.step == "all" else (arguments.step,):
        run(step, config, arguments.model, arguments.kind, arguments.width)


if __name__ == "__main__":
    main()
