"""Questionnaires in the formats of other tools."""
