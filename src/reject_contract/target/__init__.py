"""What is judged: the target file and its credentials."""
