"""Accounts, organisations, roles and grants (Regulation 799, Articles 15 and 16: who may see what is managed)."""
