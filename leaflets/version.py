"""The version of this package, by semantic versioning of the names in ``leaflets.__all__``."""

__version__ = "0.1.0"
