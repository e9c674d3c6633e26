"""What ostan is measured against, each in a process of its own; nothing here imports ostan."""
