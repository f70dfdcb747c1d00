"""An office's computer, emulated: Debian as it is shipped, its disk, its power, and whoever sits before it."""
