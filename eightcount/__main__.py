"""`python -m eightcount`: the command line."""

from eightcount.cli import main

if __name__ == "__main__":
    main()
