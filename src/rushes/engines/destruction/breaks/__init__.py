"""What breaking leaves: cracks, ragged faces, panes, and the bars that come to light."""
