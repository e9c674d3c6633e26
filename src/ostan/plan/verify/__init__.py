"""A second opinion on a plan, from the Country and the Reform alone."""
