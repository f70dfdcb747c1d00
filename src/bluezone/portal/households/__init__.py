"""Who lives at one address: entered once, exposed together, asked on one round (docs/decisions/0042-households.md)."""
