"""The command line as ``python -m strikemap.cli``."""

from strikemap.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
