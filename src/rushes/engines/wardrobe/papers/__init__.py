"""What the cutting room gets: outlines with allowances, sheets, a cutting list, a marker."""
