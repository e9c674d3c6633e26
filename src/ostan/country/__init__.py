"""Tables, the Country made of them, and what can be said of it without measuring."""
