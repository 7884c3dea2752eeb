"""Terraform as we start it: a port, the embedded library and programs behind it, runs that are followed, and batches of commands."""
