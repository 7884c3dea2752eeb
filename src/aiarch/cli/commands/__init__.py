"""One module per group of commands; each function parses, calls one layer, and returns a reply."""
