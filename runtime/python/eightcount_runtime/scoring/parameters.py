"""The parameters that classes are scored by which bring none of their own: calibrated by `make calibrate`."""

from importlib.resources import files

from eightcount_runtime.classpack.fields import read_object
from eightcount_runtime.classpack.parameters import Parameters, parameters_as_json, read_parameters

__all__ = ["DEFAULTS", "Parameters", "parameters_as_json", "read_parameters", "read_parameters_file"]

_MAX_BYTES = 64 * 1024


def read_parameters_file(data: bytes) -> Parameters:
    """The parameters that a file holds, as `parameters.json` beside this.

    Raises:
        MalformedError: it is not such a file.
        UnsupportedFormatError: it is of another version.
    """
    return read_parameters(read_object(data, "parameters of scoring", limit=_MAX_BYTES))


DEFAULTS: Parameters = read_parameters_file(files(__package__).joinpath("parameters.json").read_bytes())
