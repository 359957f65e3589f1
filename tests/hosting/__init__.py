"""The case book as a guest: in sessions, connections, schemas, pools and event loops of a host."""
