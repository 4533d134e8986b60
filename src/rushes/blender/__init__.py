"""The only code that imports bpy; it runs as a program of its own (GPL-3.0-or-later)."""
