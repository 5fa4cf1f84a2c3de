"""Readers: any table of strike reports to the report table."""

from strikemap.readers.download import Download, fetch_acled, fetch_ucdp
from strikemap.readers.health import HealthReport, check
from strikemap.readers.location import locate
from strikemap.readers.reports import read_reports
from strikemap.readers.writing import write_reports

__all__ = [
    "Download",
    "HealthReport",
    "check",
    "fetch_acled",
    "fetch_ucdp",
    "locate",
    "read_reports",
    "write_reports",
]
