"""Packs of knowledge: find, load, lint. Later packs win by id; the built-in knowledge is the first pack."""
