"""An office's computer within this one: Debian as it is shipped, its disk, its power, and whoever sits before it."""
