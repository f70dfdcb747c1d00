"""Who may be listed twice: candidates with reasons and a score, looked at after the import, decided once for all."""
