"""The tools that are compared, each in a folder with its set-up."""
