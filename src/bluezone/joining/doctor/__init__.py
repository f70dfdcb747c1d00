"""What is wrong with an installation, and what to do: a data directory and the machine under it, looked at and changed
in nothing.

    Machine, PortalFacts, ExchangeFacts (read) → rules (pure) → Check: ok, warn or bad, in words, with what to do
"""
