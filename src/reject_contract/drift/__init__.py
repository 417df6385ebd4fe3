"""Notices when the vendor's page or specification moves away from the contract that was taken from it."""
