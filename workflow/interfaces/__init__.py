"""How people and systems reach casepath: rooms that do not know each other, and the few modules they share."""
