"""The moderators' desk: what changes the content in force, from the first look to going back. It knows no Discord.

::

    files, taught things ─► proposing ─► Proposal ─► apply ─► in force     serving.Serving
"""
