"""Audience sizing in the browser: filters go in, a receipt comes out."""

__version__ = "0.1.0"
