"""What several test folders stand on: a real PostgreSQL, and fresh databases at a few milliseconds each."""
