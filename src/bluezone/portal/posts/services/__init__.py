"""Writes about door posts: by the office that keeps them, and by the devices that stand there."""
