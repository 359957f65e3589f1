"""The composition root: the one place that knows every folder and puts them together; it decides nothing itself."""
