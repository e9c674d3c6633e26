"""Countries that come with the package: data only, read as `sample:iran`."""
