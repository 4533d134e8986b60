"""Run the command line with ``python -m rushes``."""

from rushes.cli import main

main()
