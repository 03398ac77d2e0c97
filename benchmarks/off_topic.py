"""How often the shipped base answers questions that have nothing to do with it: the public sets' questions.

Run: ``POLICYBOT_DATA=… python benchmarks/off_topic.py [PRECISION]``. Prints the shares answered and suggested, and the surest mistakes.
"""

from __future__ import annotations

import sys

from datasets import PUBLIC, ROOT, data_folder, load_public

from bot.faq import Kind, load

SHOWN = 10


def main() -> None:
    precision = float(sys.argv[1]) if len(sys.argv) > 1 else 0.95
    faq = load(ROOT / "knowledge")
    folder = data_folder()
    questions = [case.question for name in PUBLIC for case in load_public(name, folder)[0].cases]
    decisions = [faq.ask(question, precision=precision) for question in questions]
    answered = sorted((one for one in decisions if one.decision is Kind.ANSWERED), key=lambda one: -one.confidence)
    suggested = sum(one.decision is Kind.SUGGESTED for one in decisions)
    print(f"{len(questions):,} off-topic questions at precision {precision:g}")
    print(f"answered  {len(answered):5}  {len(answered) / len(questions):.2%}")
    print(f"suggested {suggested:5}  {suggested / len(questions):.2%}")
    for one in answered[:SHOWN]:
        print(f"  {one.confidence:.2f} {one.article}: {one.question}")


if __name__ == "__main__":
    main()
