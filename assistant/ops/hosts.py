"""Which other machines a configuration would speak to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.config import DEFAULT_MODEL, Settings, shown
from assistant.errors import SnapshotError
from assistant.explore.saying import say
from assistant.index.snapshot import current_snapshot, read_manifest
from assistant.index.store_place import StoreAddress, read_place
from assistant.index.stores import Stores
from assistant.services import FILLING, asked_for, is_spec, said_by, services, specs_of

_PROVIDERS: Mapping[str, tuple[str, str]] = {
    "anthropic": ("api.anthropic.com", "ANTHROPIC_BASE_URL"),
    "azure_openai": ("the server in AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_ENDPOINT"),
    "bedrock": ("bedrock-runtime.*.amazonaws.com", ""),
    "bedrock_converse": ("bedrock-runtime.*.amazonaws.com", ""),
    "cohere": ("api.cohere.com", "CO_API_URL"),
    "deepseek": ("api.deepseek.com", "DEEPSEEK_API_BASE"),
    "fireworks": ("api.fireworks.ai", "FIREWORKS_BASE_URL"),
    "google_genai": ("generativelanguage.googleapis.com", ""),
    "google_vertexai": ("*-aiplatform.googleapis.com", ""),
    "groq": ("api.groq.com", "GROQ_API_BASE"),
    "huggingface": ("router.huggingface.co", ""),
    "mistralai": ("api.mistral.ai", "MISTRAL_BASE_URL"),
    "nvidia": ("integrate.api.nvidia.com", "NVIDIA_BASE_URL"),
    "ollama": ("127.0.0.1:11434", "OLLAMA_HOST"),
    "openai": ("api.openai.com", "OPENAI_API_BASE"),
    "openrouter": ("openrouter.ai", ""),
    "perplexity": ("api.perplexity.ai", ""),
    "together": ("api.together.xyz", "TOGETHER_API_BASE"),
    "upstage": ("api.upstage.ai", ""),
    "xai": ("api.x.ai", "XAI_API_BASE"),
}
"""Where each provider's package goes by default, and the variable that says otherwise."""

_NAMES: Mapping[str, str] = {
    "api.anthropic.com": "Anthropic",
    "bedrock-runtime.*.amazonaws.com": "Amazon Bedrock",
    "api.cohere.com": "Cohere",
    "api.deepseek.com": "DeepSeek",
    "api.fireworks.ai": "Fireworks AI",
    "generativelanguage.googleapis.com": "Google",
    "*-aiplatform.googleapis.com": "Google",
    "api.groq.com": "Groq",
    "router.huggingface.co": "Hugging Face",
    "huggingface.co": "Hugging Face",
    "api.mistral.ai": "Mistral AI",
    "integrate.api.nvidia.com": "NVIDIA",
    "api.openai.com": "OpenAI",
    "openrouter.ai": "OpenRouter",
    "api.perplexity.ai": "Perplexity",
    "api.together.xyz": "Together AI",
    "api.upstage.ai": "Upstage",
    "api.x.ai": "xAI",
    "api.smith.langchain.com": "LangSmith",
    "*.amazonaws.com": "Amazon S3",
    "storage.googleapis.com": "Google",
    "*.blob.core.windows.net": "Microsoft Azure",
}
"""Whose these hosts are."""

_INSIDE = ("local", "localdomain", "lan", "home", "internal", "intranet", "corp", "private", "arpa", "test")
"""How names end that only a network of its own knows."""

_BEGINNINGS = {
    ("gpt-", "o1", "o3", "chatgpt", "text-davinci"): "openai",
    ("claude",): "anthropic",
    ("command",): "cohere",
    ("accounts/fireworks",): "fireworks",
    ("gemini",): "google_vertexai",
    ("amazon.", "anthropic.", "meta."): "bedrock",
    ("mistral", "mixtral"): "mistralai",
    ("deepseek",): "deepseek",
    ("grok",): "xai",
    ("sonar",): "perplexity",
    ("solar",): "upstage",
}
"""How LangChain takes the provider from a model's name alone (langchain.chat_models.base)."""

_TRACING = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING")
"""The variables that switch on LangSmith's tracing; the first that is set decides (langsmith.utils)."""

HUB, GRADIO, GRADIO_PROGRAM = "huggingface.co", "api.gradio.app", "cdn-media.huggingface.co"

_HERE = ("file", "local", "memory")
_NAMED = ("http", "https", "ftp", "sftp", "ssh", "smb", "webdav", "webhdfs", "hdfs")
"""The schemes of addresses that name this machine, and of those that name the host themselves."""
_STORES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("s3", "s3a"), ("*.amazonaws.com", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")),
    **dict.fromkeys(("gs", "gcs"), ("storage.googleapis.com", "STORAGE_EMULATOR_HOST")),
    **dict.fromkeys(("abfs", "abfss", "az", "adl"), ("*.blob.core.windows.net",)),
    "hf": (HUB, "HF_ENDPOINT"),
}
"""Where an object store is by default, and the variables that say otherwise."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A host, with its port where that is unusual, and what it is asked for."""

    host: str
    why: str

    @property
    def here(self) -> bool:
        """Whether it is this machine."""
        name = urlsplit(f"//{self.host}").hostname or ""
        return name in ("localhost", "0.0.0.0", "::1") or name.startswith("127.")

    @property
    def told(self) -> str:
        """The host as visitors are told of it: whose it is, and no name of an inner network."""
        owner = _NAMES.get(self.host)
        if owner:
            return f"{owner} ({self.host})"
        *above, last = self.host.split(".")
        public = bool(above) and last.isascii() and last.isalpha() and last not in _INSIDE
        return self.host if public else "a machine of this group’s choice"


def contacts(
    settings: Settings, *, share: bool = False, environ: Mapping[str, str] | None = None
) -> list[Contact]:
    """Every host that a question, an ingest or the page may speak to; by default none but this machine."""
    env = {**settings.env_file, **(os.environ if environ is None else environ)}
    papers = _of_origin(settings, env) if settings.origin else _of_sources(settings, env)
    found = [*_of_model(settings, env), *_of_hub(settings, env), *_of_store(settings), *papers]
    if share:
        found.append(Contact(GRADIO, say("contacts.share-address")))
        found.append(Contact("*.gradio.live", say("contacts.share-link")))
        found.append(Contact(GRADIO_PROGRAM, say("contacts.share-program")))
    if next((env[name] for name in _TRACING if env.get(name, "").strip()), "") == "true":
        address = env.get("LANGSMITH_ENDPOINT") or env.get("LANGCHAIN_ENDPOINT") or "api.smith.langchain.com"
        found.append(Contact(_host(address), say("contacts.tracing")))
    if any(not contact.here for contact in found):
        proxies = (
            env.get(name) or env.get(name.lower()) for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
        )
        found += [Contact(_host(proxy), say("contacts.proxy")) for proxy in dict.fromkeys(proxies) if proxy]
    return list(dict.fromkeys(found))


def _of_model(settings: Settings, env: Mapping[str, str]) -> Iterator[Contact]:
    for name in filter(None, (settings.model, settings.judge)):
        why = say("contacts.model", model=name)
        provider = _provider(name)
        if settings.model_url and provider != "ollama":
            yield Contact(_host(settings.model_url), why)
        else:
            host, variable = _PROVIDERS.get(
                provider, (say("contacts.unknown-servers", provider=provider or name), "")
            )
            said = env.get(variable, "") if variable else ""
            if provider == "openai":
                said = said or env.get("OPENAI_BASE_URL", "")
            yield Contact(_host(said) if said else host, why)
    local = Contact(_host(env.get("OLLAMA_HOST") or "127.0.0.1:11434"), say("contacts.ollama"))
    if local.here:
        yield local


def _of_origin(settings: Settings, env: Mapping[str, str]) -> Iterator[Contact]:
    """Where a read-only page looks for its papers; it makes no ingest."""
    scheme, colon, _ = settings.origin.lower().partition("://")
    if not colon or scheme in _HERE:
        return
    if scheme in _NAMED:
        host = _host(shown(settings.origin))
    else:
        host, *variables = _STORES.get(scheme, (say("contacts.unknown-servers", provider=scheme),))
        host = next((_host(env[name]) for name in variables if env.get(name)), host)
    yield Contact(host, say("contacts.origin"))


def _of_store(settings: Settings) -> Iterator[Contact]:
    """The server that has the vectors: the one that is named, else that of the published snapshot."""
    named = Stores.of(settings).named
    if named is None:
        try:
            snapshot = current_snapshot(settings.index)
            place = read_place(snapshot) if snapshot else None
        except SnapshotError:
            return
        named = place.address if place else None
    if isinstance(named, StoreAddress):
        yield Contact(named.server, say("contacts.store"))


def _of_sources(settings: Settings, env: Mapping[str, str]) -> Iterator[Contact]:
    """What an ingest of the group.toml here, and of the sources of the index, asks of services."""
    groups = [
        said_by(path) for path in (Path("group.toml"), *map(Path, _given(settings))) if path.suffix == ".toml"
    ]
    specs = [*filter(is_spec, _given(settings)), *(spec for group in groups for spec in specs_of(group))]
    fill = any(group.get("fill", bool(specs)) is True for group in groups) or bool(specs and not groups)
    known = services(env) if specs or fill else {}
    for spec in dict.fromkeys(specs):
        for id in asked_for(spec):
            yield Contact(known[id].host, say("contacts.papers", of=spec))
    for id in FILLING if fill else ():
        yield Contact(known[id].host, say("contacts.abstracts"))


def _given(settings: Settings) -> tuple[str, ...]:
    """The sources of the published snapshot, if there is one."""
    try:
        snapshot = current_snapshot(settings.index)
        return read_manifest(snapshot).given if snapshot else ()
    except SnapshotError:
        return ()


def _provider(model: str) -> str:
    provider, colon, _ = model.partition(":")
    if colon:
        return provider.replace("-", "_")
    return next((p for starts, p in _BEGINNINGS.items() if model.lower().startswith(starts)), "")


def _of_hub(settings: Settings, env: Mapping[str, str]) -> Iterator[Contact]:
    if env.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        return
    models = [settings.embedding_model, settings.reranker, settings.nli]
    for name in models:
        if name and name not in (DEFAULT_MODEL, "none", "llm") and not Path(name).is_dir():
            yield Contact(_host(env.get("HF_ENDPOINT") or HUB), say("contacts.model-files", model=name))


def _host(address: str) -> str:
    """The host of an address, with its port if it says one; whatever else it holds is nobody's business."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    name = parts.hostname or address
    try:
        port = parts.port
    except ValueError:
        port = None
    return f"{name}:{port}" if port else name
