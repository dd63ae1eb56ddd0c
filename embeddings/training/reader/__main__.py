"""``python -m embeddings.training.reader train|average|evaluate|export``: the bundled reader from data to weights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

BUNDLED = Path(__file__).parents[2] / "models" / "newsrag-reader-zh-en"

app = typer.Typer(add_completion=False, no_args_is_help=True)

Data = Annotated[Path, typer.Option(help="Folder with qa/, parallel/ and news/.")]
Start = Annotated[
    Path, typer.Option(help="What to start from: an exported reader, or an encoder's config.json, model.safetensors.")
]
Characters = Annotated[Path, typer.Option(help="Its tokenizer in character mode.")]
Out = Annotated[Path, typer.Option(help="Where checkpoints and the trained reader are kept.")]


@app.command()
def train(
    start: Start = BUNDLED,
    tokenizer: Annotated[Path | None, typer.Option(help="Its tokenizer in character mode, unless a reader's.")] = None,
    data: Data = Path("../shared/data"),
    out: Out = Path("work-training/reader"),
    steps: int = 1600,
    clozes: int = 30_000,
    templates: int = 8_000,
    seed: int = 0,
    device: str = "cpu",
    threads: int = 2,
) -> None:
    """Train, or go on with a run that was stopped."""
    import torch

    from embeddings.training.reader.mixture import Mixture
    from embeddings.training.reader.model import load
    from embeddings.training.reader.read_back import read_back
    from embeddings.training.reader.train import train as run

    exported = (start / "model.onnx").is_file()
    if tokenizer is None and not exported:
        raise typer.BadParameter("an encoder needs its tokenizer named", param_hint="--tokenizer")
    torch.set_num_threads(threads)
    mixture = Mixture.read(data, clozes=clozes, templates=templates, seed=seed)
    print({name: len(examples) for name, examples in mixture.train.items()}, flush=True)
    model = read_back(start) if exported else load(start)
    run(model, tokenizer or start / "tokenizer.json", mixture, out, steps=steps, seed=seed, device=device)


@app.command()
def average(
    other: Annotated[Path, typer.Option(help="The second reader: exported, or as `train` wrote it.")],
    start: Annotated[Path, typer.Option(help="The first, likewise.")] = BUNDLED,
    share: Annotated[float, typer.Option(min=0.0, max=1.0, help="How far to go from the first to the second.")] = 0.5,
    out: Annotated[Path, typer.Option(help="Where the reader between them is kept.")] = Path("work-training/average"),
) -> None:
    """Write the reader whose weights lie between those of two."""
    from embeddings.training.reader.average import average as between
    from embeddings.training.reader.model import load, save
    from embeddings.training.reader.read_back import read_back

    first, second = (read_back(f) if (f / "model.onnx").is_file() else load(f) for f in (start, other))
    out.mkdir(parents=True, exist_ok=True)
    save(between(first, second, share), out)


@app.command()
def evaluate(
    model: Annotated[Path, typer.Option(help="An exported reader.")] = BUNDLED,
    data: Data = Path("../shared/data"),
    limit: int = 400,
    threads: int = 2,
    card: Annotated[bool, typer.Option(help="Rewrite the figures of its model card.")] = False,
) -> None:
    """Exact match, F1 and answerable AUROC on the development sets, gold passage given."""
    from embeddings.training.reader.evaluate import evaluate as score
    from embeddings.training.reader.mixture import Mixture

    results = score(model, Mixture.read(data, clozes=0, templates=0).development, limit, threads=threads)
    table = ["| set | questions | EM | F1 | AUROC |", "|---|---|---|---|---|"]
    for name, values in results.items():
        figures = " | ".join(f"{values[key]:.3f}" for key in ("em", "f1", "auroc"))
        table.append(f"| {name} | {values['questions']:.0f} | {figures} |")
    print("\n".join(table))
    if card:
        from eval.report.results import rewrite_block

        rewrite_block(model / "MODEL_CARD.md", "\n".join(table))


@app.command()
def export(
    model: Annotated[Path, typer.Option(help="A trained reader: the folder `train` wrote.")],
    tokenizer: Characters,
    folder: Annotated[Path, typer.Option(help="Where the package keeps it.")] = BUNDLED,
    data: Data = Path("../shared/data"),
    kind: Annotated[str, typer.Option(help="int8, float16 or float32.")] = "int8",
    examples: Annotated[int, typer.Option(help="Training examples to calibrate on.")] = 200,
) -> None:
    """Write the ONNX reader that the package ships."""
    import random

    from embeddings.training.reader.export import export as write
    from embeddings.training.reader.mixture import Mixture
    from embeddings.training.reader.model import load

    if kind not in ("int8", "float16", "float32"):
        raise typer.BadParameter("choose int8, float16 or float32", param_hint="--kind")
    train_sets = Mixture.read(data, clozes=0, templates=0).train
    pool = [e for name in ("chinese", "english", "reading") for e in train_sets.get(name, [])]
    chosen = random.Random(0).sample(pool, min(examples, len(pool)))
    write(load(model), tokenizer, chosen, folder, kind)  # type: ignore[arg-type]  # checked above
    print(f"{folder / 'model.onnx'}: {(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    app()
