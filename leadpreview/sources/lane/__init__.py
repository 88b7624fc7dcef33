"""The lane: one user's right of way of one request a second (design: `lane.lane`)."""

from leadpreview.sources.lane.lane import Lane
from leadpreview.sources.lane.status import LaneStatus

__all__ = ["Lane", "LaneStatus"]
