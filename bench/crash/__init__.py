"""Many clients, random failures, and a judge of what came of it."""
