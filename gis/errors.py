"""Errors of the engine: each names the input at fault and keeps its facts as attributes."""


class GisError(Exception):
    """Root of everything the engine raises on purpose."""


class InputError(GisError, ValueError):
    """
    One or more faults found in an input, all reported at once.

    Parameters
    ----------
    source : str
        What was read: a file name or the name of an argument.
    faults : sequence of str
        One sentence per fault; each names the row, field or place.
    """

    def __init__(self, source: str, faults: list[str] | tuple[str, ...]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__(f"{source}: " + "; ".join(self.faults))


class UnreadableFileError(InputError):
    """The file is missing, truncated, or not of the format its name promises."""


class ReferenceSystemError(InputError):
    """The reference system is missing, wrong, or contradicts the coordinates."""


class UnstatedReferenceSystemError(ReferenceSystemError):
    """The file does not say, or not rightly, what its coordinates are; whoever knows it must."""


class GeometryError(InputError):
    """A geometry is null, empty, invalid, of the wrong kind or outside the world."""


class AttributeInputError(InputError):
    """A column is missing or holds values that the analysis cannot use."""


class EmptyInputError(InputError):
    """An input holds no rows that could take part."""


class ShapeMismatchError(InputError):
    """Two arrays that must have the same length have not."""


class ProfileError(InputError):
    """A mobility profile's parameters contradict each other or lie outside their range."""


class UnwritableFolderError(InputError):
    """The folder for the results cannot be made, or holds what is not ours."""


class FaultyInputsError(InputError):
    """
    Several inputs are at fault, each with its own faults.

    Parameters
    ----------
    errors : sequence of InputError
        One for each input.
    """

    def __init__(self, errors: list[InputError]) -> None:
        self.errors = tuple(errors)
        faults = [f"{error.source}: {fault}" for error in errors for fault in error.faults]
        super().__init__("input files", faults)
