"""The hybrid retrieval as a LangChain retriever, for chains of other people.

    from assistant.langchain_retriever import open_retriever
    retriever = open_retriever(Settings.read())
    retriever.invoke("continual learning")          # the papers on it, most relevant first

It gives as many papers as the calibrated cut-off lets pass, and no fixed number; `top_k` only caps them.
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
    """Papers on a topic or a question: a Document each, its text the abstract, the rest metadata.

    `scope` is whose papers to search, unless the question says so.
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

    Raises SnapshotError where there is none or another embedding model made it.
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
