"""Formulas in x that strangers typed, turned into NumPy functions. Nothing of Python can be reached from one.

- ``functions``: the names a formula may use
- ``reading``: typed text, full-width signs and superscripts included, to plain characters that know where they stood
- ``grammar``: the language, for lark; ``building``: its rules as nodes of a ``tree``, which is evaluated and written
- ``formula``: from a text to a ``Formula``, or an ``ExpressionError`` of ``errors``; ``suggestions``: where it points,
  and what may have been meant
"""
