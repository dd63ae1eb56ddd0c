"""What the server of the window gives away: files, uploads, a read-only library, a password."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from rag.errors import NewsragError
from rag.index import Index
from rag.serving.app import create_app
from rag.serving.service import Service
from rag.serving.settings import Settings
from tests.helpers import HashEmbedder
from tests.ui.support import PAGES, embedder, serving

pytestmark = pytest.mark.integration
ROUTES = ("/gradio_api/file=", "/file=", "/gradio_api/stream/", "/static/", "/assets/", "/gradio_api/file/")


def test_no_file_outside_the_upload_folder_is_given(client: httpx.Client, index: Path) -> None:
    database = next(index.glob("*.sqlite*"), None) or next(path for path in index.iterdir() if path.is_file())
    repository = Path(__file__).parents[3]
    wanted = [
        "/etc/passwd", str(database), str(repository / "pyproject.toml"), "pyproject.toml", "../../../etc/passwd",
        "....//....//etc/passwd", "/proc/self/environ", "file:///etc/passwd", "//etc/passwd", "/etc/./passwd",
    ]  # fmt: skip
    for path in wanted:
        for spelt in (path, quote(path, safe=""), quote(quote(path, safe=""), safe="")):
            for route in ROUTES:
                response = client.get(f"{route}{spelt}")
                assert response.status_code >= 400, (route, spelt)
                assert "root:" not in response.text


def test_an_upload_comes_back_only_as_a_download(client: httpx.Client) -> None:
    files = {"files": ("../../evil<script>.html", b"<script>alert(1)</script>", "text/html")}
    response = client.post("/gradio_api/upload", files=files)
    assert response.status_code == 200
    path = response.json()[0]
    assert ".." not in path
    assert "<" not in path
    served = client.get(f"/gradio_api/file={path}")
    assert served.status_code == 200
    assert "attachment" in served.headers.get("content-disposition", "")
    assert served.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-origin", 200), ("none", 200)])
def test_a_page_of_another_site_cannot_write_through_the_visitors_browser(
    client: httpx.Client, site: str, status: int
) -> None:
    sent = client.post("/gradio_api/upload", files={"files": ("a.txt", b"a")}, headers={"sec-fetch-site": site})
    assert sent.status_code == status
    assert client.get("/", headers={"sec-fetch-site": site}).status_code == 200  # a link to the page is no harm


@pytest.mark.parametrize("path", ["/", "/v1/models", "/healthz", "/gradio_api/info"])
def test_a_site_whose_name_points_here_reads_nothing(client: httpx.Client, path: str) -> None:
    refused = client.get(path, headers={"host": "rebound.example"})
    assert refused.status_code == 421
    assert "--name" in refused.json()["error"]["message"]


def test_a_read_only_server_takes_no_files_and_shows_no_way_to_give_any(index: Path, tmp_path: Path) -> None:
    settings = Settings(index=index, host="0.0.0.0")
    assert not settings.writable
    with serving(settings) as url:
        parts = httpx.get(f"{url}/config").json()["components"]
        assert not [part for part in parts if part["type"] == "file"]
        refused = httpx.post(f"{url}/gradio_api/upload", files={"files": ("a.txt", b"text")})
        assert refused.status_code == 403


def test_a_password_closes_the_window_the_tools_and_the_api(index: Path) -> None:
    settings = Settings(index=index, host="0.0.0.0", auth=("ada", "secret"))
    assert settings.writable
    with serving(settings) as url:
        assert httpx.get(f"{url}/config").status_code == 401
        assert httpx.post(f"{url}/gradio_api/queue/join", json={"data": [], "fn_index": 0}).status_code == 401
        assert httpx.get(f"{url}/gradio_api/mcp/").status_code == 401
        assert httpx.post(f"{url}/v1/ask", json={"question": "谁？"}).status_code == 401
        with httpx.Client(base_url=url) as client:
            wrong = client.post("/login", data={"username": "ada", "password": "guess"})
            assert wrong.status_code == 400
            assert client.post("/login", data={"username": "ada", "password": "secret"}).status_code == 200
            assert client.get("/config").status_code == 200


def test_an_index_of_another_embedder_is_told_before_anybody_asks(tmp_path: Path) -> None:
    class Other(HashEmbedder):
        name = "newsrag-minilm-zh-en"  # the bundled one's, of another training

    with Index.create(tmp_path / "index", Other()) as made:
        made.add([PAGES / "port-ellery-gazette.txt"])
    service = Service(Settings(index=tmp_path / "index"))
    try:
        with pytest.raises(NewsragError, match="newsrag-minilm-zh-en"):
            service.check()
        assert "newsrag-minilm-zh-en" in str(service.ready())
        Service(Settings(index=tmp_path / "none")).check()  # no index yet is no error
    finally:
        service.close()


def test_an_empty_place_is_made_into_an_index_by_the_first_upload(tmp_path: Path) -> None:
    app = create_app(Settings(index=tmp_path / "new"), window=False, embedder=embedder())
    service = app.state.service
    assert service.ready() is not None
    page = tmp_path / "page.txt"
    page.write_text("Mayor Anna Field opened the new school in Port Ellery on Monday.\n", encoding="utf-8")
    report = service.add_uploads([(page, "page.txt")])
    assert [file.added for file in report] == [1]
    assert service.ready() is None
    service.close()


def event(client: httpx.Client, name: str, data: list[object]) -> str:
    """How an event of the window ends when a program sends it."""
    config = client.get("/config").json()
    wanted = next(d for d in config["dependencies"] for target in d["targets"] if target[1] == name)
    body = {"data": data, "fn_index": wanted["id"], "session_hash": "test", "event_data": None}
    client.post("/gradio_api/queue/join", json=body).raise_for_status()
    with client.stream("GET", "/gradio_api/queue/data?session_hash=test") as stream:
        return next(line for line in stream.iter_lines() if "process_completed" in line)


@pytest.mark.parametrize("name", ["upload", "change"])
def test_no_file_but_an_uploaded_one_can_be_named(client: httpx.Client, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Agent Zebulon Quark lives in Port Ellery.\n", encoding="utf-8")
    repository = Path(__file__).parents[3]
    for path in (str(secret), str(repository / "README.md"), f"{client.base_url}/healthz", "/etc/hostname"):
        file = {"path": path, "orig_name": "a.txt", "meta": {"_type": "gradio.FileData"}}
        said = event(client, name, [[file] if name == "upload" else file, None])
        assert '"success":false' in said, said
        assert secret.exists()
    assert "Quark" not in client.post("/v1/search", json={"question": "Zebulon Quark"}).text
    incoming = Path(client.post("/gradio_api/upload", files={"files": ("b.txt", b"b")}).json()[0]).parents[1]
    assert not list(incoming.rglob("secret.txt"))


def test_an_uploaded_file_is_added_by_its_path(client: httpx.Client) -> None:
    text = b"Keeper Odalys Brandt repainted the Gull Rock lighthouse on Tuesday.\n"
    path = client.post("/gradio_api/upload", files={"files": ("gull.txt", text)}).json()[0]
    said = event(client, "upload", [[{"path": path, "meta": {"_type": "gradio.FileData"}}], None])
    assert "1 article added" in said
    assert "Odalys" in client.post("/v1/search", json={"question": "Gull Rock"}).text
    assert not Path(path).exists()
