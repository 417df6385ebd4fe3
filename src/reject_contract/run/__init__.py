"""A run on one target: what it uses, what must hold before it, what it leaves behind."""
