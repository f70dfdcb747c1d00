"""Writes about announcements: the words and their approval, what is read where, and audio."""
