"""The retrieval of the assistant as a LangChain retriever, for use in other chains.

    from assistant.langchain_retriever import open_retriever
    retriever = open_retriever(Settings.read())
    retriever.invoke("continual learning")          # the papers on the topic, most relevant first

The calibrated cut-off decides how many papers come back; `top_k` is only an upper limit.
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.answering import Assistant, open_assistant
from assistant.config import Settings
from assistant.datamodels import Evidence, ScopeFilter


class PaperRetriever(BaseRetriever):
    """Gives the papers on a topic or a question, one Document a paper.

    The text of a Document is the abstract (the title where there is none); all else is metadata. `scope` is
    whose papers to search, unless the question names a scope. `top_k` None means no upper limit.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    scope: ScopeFilter | None = None
    top_k: int | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(e) for e in self.assistant.retrieve(query, scope=self.scope)[: self.top_k]]


def open_retriever(
    settings: Settings, *, scope: ScopeFilter | None = None, top_k: int | None = None
) -> PaperRetriever:
    """A retriever over the published snapshot of `settings.index`.

    Raises SnapshotError where no snapshot is published or its vectors come from another embedding model.
    """
    return PaperRetriever(assistant=open_assistant(settings), scope=scope, top_k=top_k)


def _document(evidence: Evidence) -> Document:
    paper = evidence.paper
    return Document(
        id=paper.id,
        page_content=paper.abstract or paper.title,
        metadata={
            "title": paper.title,
            "authors": paper.authors_text,
            "year": paper.year,
            "scope": paper.scope,
            "relevance": evidence.score,
            "source": paper.records[0].document,
            "line": paper.records[0].line,
        },
    )
