"""The command: `python generate.py --help` says what it does."""

from leaflets.cli import main

if __name__ == "__main__":
    main()
