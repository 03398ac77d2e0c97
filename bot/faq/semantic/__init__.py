"""The extra ``semantic``: what sentences mean, as further evidence. Imported only where it is switched on."""

from __future__ import annotations

from bot.faq.semantic.meanings import KeptMeanings, Meanings, with_meanings
from bot.faq.semantic.model import Embedder, open_embedder

__all__ = ["Embedder", "KeptMeanings", "Meanings", "open_embedder", "with_meanings"]
