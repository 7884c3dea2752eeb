"""Answers → decisions: facts, tables, platform scoring, trace. Pure functions over frozen knowledge."""
