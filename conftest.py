"""Hands over to the suite's plugin."""

pytest_plugins = ["reject_contract.plugin.hooks"]
