"""What connects the suite with pytest."""
