"""The vendor's preview API, called: a client of four endpoints, and a source of counts over it."""

from leadpreview.sources.api.answers import Account, Credits, Place
from leadpreview.sources.api.client import ApiClient, Connection, Endpoint
from leadpreview.sources.api.source import ApiSource, RightOfWay, Service, Withdrawal

__all__ = [
    "Account",
    "ApiClient",
    "ApiSource",
    "Connection",
    "Credits",
    "Endpoint",
    "Place",
    "RightOfWay",
    "Service",
    "Withdrawal",
]
