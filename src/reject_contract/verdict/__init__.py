"""From single judgements to the verdict."""
