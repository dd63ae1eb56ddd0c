"""The bundled model as a sentence-transformers module.

``export`` copies this file into the model's folder, so that ``SentenceTransformer(folder, trust_remote_code=True)``
opens it: the folder holds the int8 ONNX graph and no PyTorch weights, which would be four times its size.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer


class OnnxEncoder(InputModule):
    """Texts to ``sentence_embedding`` and ``token_embeddings`` by ``model.onnx``; no gradients."""

    def __init__(self, folder: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # theirs
        self.folder = Path(folder)
        self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        self.tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        # without it, int8 products overflow on processors that have no VNNI
        options.add_session_config_entry("session.x64quantprecision", "1")
        self.session = onnxruntime.InferenceSession(
            str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.max_seq_length = 512
        self.tokenizer.enable_truncation(self.max_seq_length)

    def preprocess(self, inputs: Any, prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        rows = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        return {
            "input_ids": torch.tensor([r.ids for r in rows]),
            "attention_mask": torch.tensor([r.attention_mask for r in rows]),
        }

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        inputs = {k: features[k].cpu().numpy().astype(np.int64) for k in ("input_ids", "attention_mask")}
        device = features["input_ids"].device
        for name, value in zip(
            ("sentence_embedding", "token_embeddings"),
            self.session.run(["sentence_embedding", "token_embeddings"], inputs),
            strict=True,
        ):
            features[name] = torch.from_numpy(value).to(device)
        return features

    def get_embedding_dimension(self) -> int:
        """Width of the vectors."""
        return int(self.session.get_outputs()[0].shape[1])

    def get_sentence_embedding_dimension(self) -> int:
        """The same under the name that older releases ask for."""
        return self.get_embedding_dimension()

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Copy the files as they are; the tokenizer file must not be written anew, or its spellings are lost."""
        for name in ("model.onnx", "tokenizer.json", "tokenizer_config.json", "config.json", "sentence_module.py"):
            if (self.folder / name).is_file():
                Path(output_path, name).write_bytes((self.folder / name).read_bytes())

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *args: Any, **kwargs: Any) -> OnnxEncoder:
        """Open the model's folder; a hub name is fetched first."""
        folder = Path(model_name_or_path, subfolder)
        if not folder.is_dir():
            from huggingface_hub import snapshot_download

            folder = Path(snapshot_download(model_name_or_path), subfolder)
        return cls(str(folder))
