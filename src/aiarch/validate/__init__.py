"""Checks of a rendered project: checkers in, findings out."""
