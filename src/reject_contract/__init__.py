"""Contract tests for the Reject operation of the SuperOffice Appointment agent."""
