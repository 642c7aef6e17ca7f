"""Theorems in Rocq: what their sources say, what the kernel says of them, and how claims stand on them."""
