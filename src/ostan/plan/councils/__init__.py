"""Plans that consolidate councils."""
