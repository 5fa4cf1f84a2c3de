"""The saved page: own template, one constant script, one data block."""
