"""Proofs about the knowledge: tables total and free of conflicts, nothing dead, every reference resolved."""
