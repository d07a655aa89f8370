"""Run with ``python -m corrobora``."""

from corrobora.cli import main

main()
