"""Garments, one a file: small programs from a body's measures and a style to panels and seams."""
