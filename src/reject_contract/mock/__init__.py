"""The bundled server: a conforming Reject operation with the neighbours it needs, faulty on demand."""

from collections.abc import Sequence

from reject_contract.mock import faults as _faults
from reject_contract.mock import variants as _variants
from reject_contract.mock.app import App
from reject_contract.mock.behaviours import FAULTS, VARIANTS, Behaviour, apply_named, find
from reject_contract.mock.server import MockServer

__all__ = ["FAULTS", "VARIANTS", "App", "Behaviour", "MockServer", "build_app"]

_REGISTERED = (_faults, _variants)  # importing them has filled FAULTS and VARIANTS


def build_app(
    installation: str | None = None,
    faults: Sequence[str] = (),
    variants: Sequence[str] = (),
    base_path: str = "",
) -> App:
    """An app with its own empty calendar, changed by the variants and then by the faults that are named.

    Without an installation it is the one on which the first fault shows, else onsite.
    """
    if installation is None:
        installation = find("fault", FAULTS, faults[0]).installation if faults else "onsite"
    app = App(installation, base_path)
    apply_named(app, "variant", VARIANTS, variants)
    apply_named(app, "fault", FAULTS, faults)
    return app
