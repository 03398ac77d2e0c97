"""How well a FAQ answers: questions with known answers → figures with their intervals, pictures, and the worst mistakes.

The parts::

    outcomes    a question and its decision → what became of it; many → arrays
    metrics     arrays → figures, each for any weighting of the questions
    intervals   weightings by resampling whole articles; exact bounds of shares
    evaluation  all of it in order
    text, svg, json_form   the same evaluation for a terminal, a page and a program

``bot.faq`` itself never imports this package: a bot that only answers does not pay for it.
"""

from __future__ import annotations

from bot.faq.evaluating.evaluation import Bin, Evaluation, Group, Kept, Measure, evaluate
from bot.faq.evaluating.json_form import to_json
from bot.faq.evaluating.metrics import Name
from bot.faq.evaluating.outcomes import Outcome
from bot.faq.evaluating.svg import as_svg
from bot.faq.evaluating.text import as_text

__all__ = ["Bin", "Evaluation", "Group", "Kept", "Measure", "Name", "Outcome", "as_svg", "as_text", "evaluate", "to_json"]
