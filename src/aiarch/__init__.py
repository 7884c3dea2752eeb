"""aiarch: answers in, a governed AI platform out."""
