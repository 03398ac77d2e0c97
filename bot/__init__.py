"""Policybot: answers policy questions with passages that an author wrote, or stays honestly silent.

Two halves, one direction::

    Discord message / slash command ─► gate ─► cogs ─► FAQ.ask(question) ─► Decision ─► reply ─► Discord
    terminal line ──────────────────────────► cli ──┘        │
                                                             normalising ─► matching ─► deciding ─► quoting
    knowledge/*.md, *.yaml (+ overlay) ─► loading ─► indexing ─► FAQ

``bot.faq`` is the engine: text in, decisions out.
It has never heard of Discord, of settings or of a database.
"""

__version__ = "0.1.0"
