"""Turns formulas in x from untrusted users into NumPy functions. A formula cannot reach anything of Python.

- ``functions``: the names a formula may use
- ``reading``: typed text, full-width signs and superscripts included, to plain characters that know where they stood
- ``grammar``: the language, for lark; ``building``: its rules as nodes of a ``tree``, which is evaluated and written
- ``formula``: from a text to a ``Formula``, or an ``ExpressionError`` of ``errors``; ``suggestions``: where it points,
  and what may have been meant
"""
