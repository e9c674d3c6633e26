"""Country and Goals to a Plan: what to change, and how far that is from the best."""
