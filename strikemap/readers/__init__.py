"""Readers: any table of strike reports to the report table."""
