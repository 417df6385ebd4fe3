"""The reject-contract command: one file a verb."""
