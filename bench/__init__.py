"""What the suite is worth and what it costs, measured."""
