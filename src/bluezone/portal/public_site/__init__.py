"""The public site: a folder of plain pages that any web server, or a memory stick, can hold (0016-public-site.md).

Facts go in, files come out: no Django, no request, no clock, no chance. The same facts give the same bytes. Pages work
without scripts, ask nothing of their reader and fetch nothing from anybody else.
"""
