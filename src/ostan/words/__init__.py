"""Words in two languages: sentences, findings, errors, and how numbers are written."""
