"""Assess layer: what to ask next, whether an answer will do, and `assessment.yaml`."""
