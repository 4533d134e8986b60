"""Services that draw moving pictures at their own place, asked through their own packages: priced before, waited for, fetched, looked at."""
