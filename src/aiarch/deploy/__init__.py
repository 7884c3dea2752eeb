"""Plan, apply, drift and destroy: what changes the world, and the gates before it."""
