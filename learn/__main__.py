"""`python -m learn COMMAND`, which is what bin/learn calls."""

import sys

from flask.cli import FlaskGroup, routes_command, shell_command

from learn import create_app
from learn.config import BadSetting

# Flask's own `run` is its development server; ours is the web server and the worker together.
group = FlaskGroup(
    create_app=create_app, add_default_commands=False, help="The training platform of the alliance.", load_dotenv=False
)
group.add_command(routes_command)
group.add_command(shell_command)


def main() -> None:
    """Run one command; a setting that we cannot start with is named in one line."""
    try:
        group.main(prog_name="bin/learn")
    except BadSetting as fault:
        sys.exit(f"Cannot start: {fault}")


if __name__ == "__main__":
    main()
