"""A workbench for provincial and local government."""
