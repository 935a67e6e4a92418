"""The errors that this project raises on purpose, as one family.

AssistantError                 the text is one clear sentence: what was found, what was expected, what to do
├── UsageError                 an option, an environment variable or an input line is unusable
├── SourceError                a document can't be ingested
│   └── ServiceError           a service on the network does not answer, or not as it documents
├── SnapshotError              an index can't be opened or written
│   └── StoreError             the server that has its vectors does not answer, or not as it should
├── WorkersError               the Ray cluster that is to do the work does not answer, or can't do it
├── LimitError                 the system allows this process too little
└── ModelError                 the encoder or the chat model can't be loaded or does not answer
    └── ContextError           the request is longer than the model's context window

An abstention is no error, but an `Answer` with a `reason`.
"""


class AssistantError(Exception):
    """Base class of all errors of this project; the text of an error is written for the user."""


class UsageError(AssistantError):
    """An option, an environment variable or an input line is unusable."""


class SourceError(AssistantError):
    """A document can't be ingested."""


class ServiceError(SourceError):
    """A service on the network does not answer, or not as it documents."""


class SnapshotError(AssistantError):
    """An index can't be opened or written."""


class StoreError(SnapshotError):
    """The server that has the vectors of an index does not answer, or not as it should: that may pass."""


class WorkersError(AssistantError):
    """The Ray cluster that is to do the work of an ingest does not answer, or can't do it."""


class LimitError(AssistantError):
    """The system allows this process too little, such as too few open files: no sign of a damaged index."""


class ModelError(AssistantError):
    """The encoder or the chat model can't be loaded or does not answer."""


class ContextError(ModelError):
    """A request is longer than the context window of the model: it may be asked again with less."""
