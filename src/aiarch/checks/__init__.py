"""Our own checkov checks; importing a module registers its checks with checkov."""
