"""`python -m eightcount`: the command line."""

import sys

if __name__ == "__main__":
    try:
        from eightcount.cli import main  # takes a moment, in which Ctrl-C may come

        main()
    except KeyboardInterrupt:
        sys.exit(130)
