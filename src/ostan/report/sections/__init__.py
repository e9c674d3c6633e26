"""The sections of the report, a file per noun; each says what is missing where its tables are absent."""
