"""Change and Reform: what is changed, what it needs in law, and the Country it makes."""
