"""Assess, explain and improve how migrant workers are treated at work.

The package measures practices against ILO Conventions 97, 143, 181, 189 and 190.
``core`` holds the rules, ``storage`` the database, ``operations`` the acts of
people, ``web``, ``reporting`` and ``cli`` the three ways to reach them.
"""

__version__ = "0.1.0"
