"""Composition → files → a tree on disk that can be rendered again."""
