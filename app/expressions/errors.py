"""What can be wrong with a formula."""

from __future__ import annotations


class ExpressionError(ValueError):
    """A formula that cannot be used.

    Attributes:
        code: what is wrong, for whoever has words of his own: empty, too_long, too_complex, strange_character,
            unknown_name, not_a_function, arguments, missing_close, unexpected, incomplete, not_finite.
        message: what is wrong, in English.
        position: where, counted in the characters of what was typed.
        length: how many characters are meant.
        suggestion: a formula that may have been meant, or None.
        params: what ``message`` names.
    """

    def __init__(
        self, code: str, message: str, position: int = 0, length: int = 1, *,
        suggestion: str | None = None, **params: str | int | float,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.code, self.message = code, message
        self.position, self.length = position, length
        self.suggestion, self.params = suggestion, params
