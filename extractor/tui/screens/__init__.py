"""The screens: the workspace, and what is opened over it."""
