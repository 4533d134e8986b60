"""Room 5: is it right? A take goes in, findings come out."""
