"""The blueprint: derived from decisions, edited by people, checked against the catalogue."""
