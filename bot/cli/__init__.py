"""The command line: talk to a knowledge base, check it, measure it, add to it. No token, no set-up, no Discord.

How a command line goes through::

    arguments   words → which command, and its options (a misspelt one is told what it may have meant)
    context     where things are: the terminal, the folders, the date
    a module a command: chat, ask, check, evaluate, new, schema
    replying    decision → lines, as the bot would reply in a channel
    terminal    lines → the screen; the only place that writes, so that no content ever reaches it raw

Starting is cheap on purpose: nothing is imported before the command that needs it is known.
"""
