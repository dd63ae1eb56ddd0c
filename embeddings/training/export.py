"""``export``: write the encoder as the small folder that newsrag ships, and keep whichever of int8 and float16 wins."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch

from embeddings.onnx import TOKEN_CODEC
from embeddings.training.batching import open_tokenizer, pad, token_ids
from embeddings.training.calibrate import activation_ranges
from embeddings.training.config import Config
from embeddings.training.encoder import Encoder, load
from embeddings.training.graph import Kind, Range, build
from embeddings.training.sources import read_jsonl
from embeddings.training.tokens import fit_codec, token_vectors

MODELS = Path(__file__).parents[1] / "models"
SENTENCE_MODULE = Path(__file__).parents[1] / "sentence_module.py"


def calibration_texts(config: Config) -> list[str]:
    """Texts that the activation ranges are taken from: news, questions and both sides of translation pairs."""
    wanted, texts = max(1, config.calibration_texts // 4), []
    sources = [("news/xinwenlianbo", ("title", "text")), ("qa/cmrc2018_train", ("question", "context"))]
    sources += [("qa/qed_nq_train", ("question", "context")), ("parallel/train", ("en", "zh"))]
    for name, keys in sources:
        for i, row in enumerate(read_jsonl(config.data / f"{name}.jsonl.gz")):
            if i >= wanted * 5:
                break
            if i % 5 == 0:
                texts.append(str(row[keys[i // 5 % 2]])[:300])
    return texts


def ranges(config: Config, encoder: Encoder, tokenizer: Path) -> dict[str, Range]:
    """Activation ranges of ``encoder`` over :func:`calibration_texts`."""
    longest = min(160, encoder.shape.max_position_embeddings)
    rows = sorted(token_ids(open_tokenizer(tokenizer, longest), calibration_texts(config)), key=len)
    return activation_ranges(encoder, [pad(rows[i : i + 32]) for i in range(0, len(rows), 32)])


def sentence_transformers_files(encoder: Encoder) -> dict[str, Any]:
    """The JSON files with which the folder opens in sentence-transformers and transformers."""
    shape = encoder.shape
    module = {"idx": 0, "name": "0", "path": "", "type": "sentence_module.OnnxEncoder"}
    return {
        "modules.json": [module],
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "vocab_size": shape.vocab_size,
            "hidden_size": shape.hidden_size,
            "num_hidden_layers": shape.num_hidden_layers,
            "num_attention_heads": shape.num_attention_heads,
            "intermediate_size": shape.intermediate_size,
            "max_position_embeddings": shape.max_position_embeddings,
            "layer_norm_eps": shape.layer_norm_eps,
            "type_vocab_size": 2,
            "pad_token_id": 0,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.max_position_embeddings,
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "", "document": ""},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def write_model(config: Config, encoder: Encoder, tokenizer: Path, folder: Path, kind: Kind) -> Path:
    """Write ``encoder`` as a folder of one kind; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = build(encoder, kind, ranges(config, encoder, tokenizer) if kind == "int8" else None)
    (folder / "model.onnx").write_bytes(graph.SerializeToString())
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    fit_codec(token_vectors(encoder, tokenizer, calibration_texts(config))).write(folder / TOKEN_CODEC)
    shutil.copyfile(SENTENCE_MODULE, folder / SENTENCE_MODULE.name)
    for name, content in sentence_transformers_files(encoder).items():
        (folder / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return folder


def export(config: Config, model: Path | None = None, kind: Kind = "int8", folder: Path | None = None) -> Path:
    """Export ``model`` (the latest encoder by default); returns the folder written."""
    torch.set_num_threads(config.threads)
    source = model or config.work / "encoder-latest"
    target = folder or config.output or MODELS / config.name
    return write_model(config, load(source).eval(), source / "tokenizer.json", target, kind)
