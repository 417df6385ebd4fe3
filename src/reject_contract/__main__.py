"""`python -m reject_contract` is the reject-contract command."""

from reject_contract.cli.main import main

main()
