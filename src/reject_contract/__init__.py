"""Contract tests for the Reject operation of the SuperOffice Appointment agent."""

from importlib.metadata import version

__version__ = version("reject-contract")
