"""The rules of the product: pure functions on frozen values.

Nothing here knows of Flask, SQL, the clock or random numbers; they come in as
arguments, so that every rule can be tested with plain values.
"""
