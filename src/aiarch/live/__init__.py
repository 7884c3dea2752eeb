"""Checks against the world outside the project: before a plan, nothing is changed."""
