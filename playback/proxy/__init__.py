"""Films through this server, for pages that cannot reach them themselves (SPEC §6, decision 14)."""
