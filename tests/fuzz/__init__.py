"""Input nobody thought of: whatever comes in, it is understood or refused in words, and nothing is half written."""
