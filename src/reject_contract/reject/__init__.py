"""The operation: what a reject is, and what its answers and effects must be."""
