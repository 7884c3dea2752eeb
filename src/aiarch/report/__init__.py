"""Writers: findings and decisions in the formats people and machines read."""
