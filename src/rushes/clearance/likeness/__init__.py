"""Whom words and pictures show: names in any writing, descriptions, voices, styles, faces."""
