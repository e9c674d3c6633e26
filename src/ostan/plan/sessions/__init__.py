"""A year of sessions: when every council of a place sits, without a chair in two at once."""
