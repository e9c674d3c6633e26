"""The partition engine: items into groups at least cost, with a proven bound. Arrays only."""
