"""What the command line turns into one line and an exit code."""


class UsageError(ValueError):
    """Something was asked for that does not exist or cannot be read: what, where, and what to do."""

    exit_code = 2


class CannotRunError(Exception):
    """Something that should have run could not: what, why, and what to do."""

    exit_code = 3
