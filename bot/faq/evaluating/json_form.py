"""An evaluation as plain data, for ``evaluate --json`` and for whoever keeps yesterday's figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq.evaluating.evaluation import Evaluation, Group
    from bot.faq.evaluating.outcomes import Outcome


def to_json(evaluation: Evaluation) -> dict[str, object]:
    """Return what ``json.dumps`` takes. Figures are shares, 0 to 1; ``null`` where there was nothing to measure."""
    return {
        "base": evaluation.base,
        "knowledge_version": evaluation.knowledge_version,
        "articles": evaluation.articles,
        "questions": evaluation.overall.questions,
        "precision": evaluation.precision,
        "overall": _measures(evaluation.overall),
        "by_style": _groups(evaluation.by_style),
        "by_kind": _groups(evaluation.by_kind),
        "answers": {**asdict(evaluation.kept), "reached": evaluation.kept.reached, "verdict": evaluation.kept.verdict},
        "reliability": [asdict(each) for each in evaluation.reliability],
        "answered_wrongly": [_mistake(each) for each in evaluation.wrong_answers],
        "ranked_low": [_mistake(each) for each in evaluation.ranked_low],
    }


def _groups(groups: Sequence[Group]) -> dict[str, object]:
    return {group.name: {"questions": group.questions, **_measures(group)} for group in groups}


def _measures(group: Group) -> dict[str, object]:
    measures = [asdict(measure) for measure in group.measures]
    return {str(measure.pop("name")): measure for measure in measures}


def _mistake(row: Outcome) -> dict[str, object]:
    question = row.question
    return {
        "id": question.id,
        "place": str(question.place),
        "question": question.question,
        "expect": list(question.expect),
        "decision": row.decision.decision.value,
        "got": row.got,
        "rank": row.rank or None,
        "confidence": row.decision.confidence,
        "why": row.why,
    }
