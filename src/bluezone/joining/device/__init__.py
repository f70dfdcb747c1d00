"""One phone on this machine: its parts, its folder, its root key, its owner's pages."""
