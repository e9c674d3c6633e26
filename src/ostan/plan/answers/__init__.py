"""Questions to a plan: why this, why not that, what does it cost, what else is there."""
