"""The grammar of rooms: from a style and its parameters to a room that can be built."""
