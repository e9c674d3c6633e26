"""Measures: functions from a Country to flat tables, each column with its unit and formula."""
