"""Invitations: made, read back, and deleted again."""
