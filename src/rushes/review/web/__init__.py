"""The review room as pages: an application that people open in a browser, on one machine or for a team."""
