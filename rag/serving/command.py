"""The commands ``newsrag chat``, ``newsrag serve`` and ``newsrag feedback export``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.errors import NewsragError

IndexOption = Annotated[
    Path, typer.Option("--index", envvar="NEWSRAG_INDEX", help="The index folder.", show_default="./newsrag-index")
]
HostOption = Annotated[
    str, typer.Option(envvar="NEWSRAG_HOST", help="Address to listen on; 0.0.0.0 for the whole network.")
]
PortOption = Annotated[
    int, typer.Option(envvar="NEWSRAG_PORT", min=0, max=65535, help="Port to listen on; 0 takes a free one.")
]
RootOption = Annotated[
    str, typer.Option(envvar="NEWSRAG_ROOT_PATH", help="The path a proxy serves this under, such as /news.")
]
NamesOption = Annotated[
    list[str],
    typer.Option("--name", help="A host name a proxy calls this server by: it takes no other without a password."),
]
AuthFileOption = Annotated[
    Path | None,
    typer.Option(help="File whose first line is user:password; the password may also be in NEWSRAG_AUTH."),
]
AuthOption = Annotated[
    bool,
    typer.Option("--auth", help="Ask for the user:password of NEWSRAG_AUTH or --auth-file; refuse to start without."),
]
TokenFileOption = Annotated[
    Path | None, typer.Option(help="File whose first line is the API's bearer token; or set NEWSRAG_TOKEN.")
]
ReadOnlyOption = Annotated[
    bool | None,
    typer.Option(
        "--read-only/--writable",
        help="Whether visitors may add and remove articles. Unset: not, where the host is not this machine only and no "
        "password is asked for.",
    ),
]
EmbedderOption = Annotated[
    str | None, typer.Option(envvar="NEWSRAG_EMBEDDER", help="The embedder the index was made with.")
]
RerankerOption = Annotated[
    str | None, typer.Option(envvar="NEWSRAG_RERANKER", help="To rerank with: maxsim, reader or a CrossEncoder.")
]
LlmOption = Annotated[
    str | None, typer.Option(envvar="NEWSRAG_LLM", help="A local chat model, or the model a server runs.")
]
LlmUrlOption = Annotated[str | None, typer.Option(envvar="NEWSRAG_LLM_URL", help="An OpenAI-compatible server.")]
UploadMbOption = Annotated[int, typer.Option(min=1, max=512, help="Largest file that may be uploaded, in MB.")]
UploadFilesOption = Annotated[int, typer.Option(min=1, max=1000, help="Most files that may be uploaded at a time.")]
UploadsMbOption = Annotated[int, typer.Option(min=1, help="Most that all uploaded files together may come to, in MB.")]
SecondsOption = Annotated[float, typer.Option(min=1, help="Longest an answer of the API may take.")]
RequestKbOption = Annotated[int, typer.Option(min=1, help="Largest request the API takes, in KB.")]
ConcurrencyOption = Annotated[
    int, typer.Option(min=1, max=64, help="Questions the bundled reader answers at the same time.")
]
LlmConcurrencyOption = Annotated[
    int, typer.Option(min=1, max=64, help="Questions the language model answers at the same time.")
]

DEFAULT_INDEX = Path("newsrag-index")


def register(app: typer.Typer, feedback_app: typer.Typer) -> None:
    """Add the commands to the command line."""

    @app.command()
    def chat(
        index: IndexOption = DEFAULT_INDEX,
        host: HostOption = "127.0.0.1",
        port: PortOption = 7860,
        root_path: RootOption = "",
        name: NamesOption = [],  # noqa: B006  # typer reads it, nobody writes it
        auth: AuthOption = False,
        auth_file: AuthFileOption = None,
        token_file: TokenFileOption = None,
        read_only: ReadOnlyOption = None,
        embedder: EmbedderOption = None,
        reranker: RerankerOption = None,
        llm: LlmOption = None,
        llm_url: LlmUrlOption = None,
        upload_mb: UploadMbOption = 20,
        upload_files: UploadFilesOption = 50,
        uploads_mb: UploadsMbOption = 2048,
        answer_seconds: SecondsOption = 120.0,
        request_kb: RequestKbOption = 1024,
        concurrency: ConcurrencyOption = 2,
        llm_concurrency: LlmConcurrencyOption = 4,
        open_browser: Annotated[
            bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
        ] = True,
    ) -> None:
        """Open the chat window (with the API beside it) on this machine."""
        options = dict(locals())
        _serve(options, window=True, open_browser=options.pop("open_browser"))

    @app.command()
    def serve(
        index: IndexOption = DEFAULT_INDEX,
        host: HostOption = "127.0.0.1",
        port: PortOption = 7860,
        root_path: RootOption = "",
        name: NamesOption = [],  # noqa: B006  # typer reads it, nobody writes it
        auth: AuthOption = False,
        auth_file: AuthFileOption = None,
        token_file: TokenFileOption = None,
        read_only: ReadOnlyOption = None,
        embedder: EmbedderOption = None,
        reranker: RerankerOption = None,
        llm: LlmOption = None,
        llm_url: LlmUrlOption = None,
        upload_mb: UploadMbOption = 20,
        upload_files: UploadFilesOption = 50,
        uploads_mb: UploadsMbOption = 2048,
        answer_seconds: SecondsOption = 120.0,
        request_kb: RequestKbOption = 1024,
        concurrency: ConcurrencyOption = 2,
        llm_concurrency: LlmConcurrencyOption = 4,
        window: Annotated[bool, typer.Option("--window/--no-window", help="Serve the chat window and MCP too.")] = True,
    ) -> None:
        """Serve the API, and the chat window at the same address, for other programs and people."""
        options = dict(locals())
        _serve(options, window=options.pop("window"), open_browser=False)

    @feedback_app.command()
    def export(
        index: IndexOption = DEFAULT_INDEX,
        out: Annotated[
            Path | None, typer.Option("--out", help="JSON Lines file to write; standard output without.")
        ] = None,
        dislikes: Annotated[
            bool, typer.Option("--dislikes", help="The disliked ones too, for a person to correct.")
        ] = False,
    ) -> None:
        """Write liked answers as gold candidates: JSON Lines for newsrag eval, to be looked over by a person."""
        from rag.serving.feedback import Feedback, gold_candidates
        from rag.serving.settings import Settings

        records = Feedback(Settings(index=index).feedback).records()
        lines = [
            json.dumps(gold, ensure_ascii=False) for gold in gold_candidates(records, None if dislikes else "like")
        ]
        text = "".join(line + "\n" for line in lines)
        if out is None:
            sys.stdout.buffer.write(text.encode("utf-8"))
            return
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise NewsragError(f"{out} cannot be written: {error}") from None
        typer.echo(f"{len(lines)} gold candidates in {out}", err=True)


def _serve(options: dict[str, Any], *, window: bool, open_browser: bool) -> None:
    from rag.serving.app import run
    from rag.serving.settings import MEGABYTE, Settings, read_auth, read_token

    auth_wanted, auth_file = options.pop("auth"), options.pop("auth_file")
    auth = read_auth(auth_file)
    if auth_wanted and auth is None:
        raise NewsragError("--auth needs a password: set NEWSRAG_AUTH=user:password, or give --auth-file")
    settings = Settings(
        names=tuple(options.pop("name")),
        auth=auth,
        token=read_token(options.pop("token_file")),
        upload_bytes=options.pop("upload_mb") * MEGABYTE,
        uploads_total_bytes=options.pop("uploads_mb") * MEGABYTE,
        request_bytes=options.pop("request_kb") * 1024,
        **options,
    )
    run(settings, window=window, open_browser=open_browser)
