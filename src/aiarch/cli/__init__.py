"""The command line: parse, call one layer, show. Nothing heavy is imported at module level."""
