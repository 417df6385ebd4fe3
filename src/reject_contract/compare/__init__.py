"""Compares two runs in the words of the requirements."""
