"""What can be wrong with a formula."""

from __future__ import annotations


class ExpressionError(ValueError):
    """A formula that cannot be used.

    Attributes:
        code: what is wrong, for clients with their own texts: empty, too_long, too_complex, strange_character,
            unknown_name, not_a_function, arguments, missing_close, unexpected, incomplete, not_finite.
        message: what is wrong, in English.
        position: where, counted in the characters of what was typed.
        length: how many characters are meant.
        suggestions: formulas that may have been meant, the likeliest first; each can be parsed.
        params: what ``message`` names.
        gap: for not_finite, the part of the domain without values as its two ends, equal for a single x.
    """

    def __init__(
        self, code: str, message: str, position: int = 0, length: int = 1, **params: str | int | float
    ) -> None:
        super().__init__(message)
        self.code, self.message = code, message
        self.position, self.length = position, length
        self.params = params
        self.suggestions: tuple[str, ...] = ()
        self.gap: tuple[float, float] | None = None

    @property
    def suggestion(self) -> str | None:
        """The likeliest of ``suggestions``, None where there is none."""
        return self.suggestions[0] if self.suggestions else None
