"""``/healthz``, ``/readyz`` and ``/metrics``."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.responses import Response

from rag.errors import NewsragError
from rag.serving.api import Serving
from rag.serving.problems import RESPONSES
from rag.serving.schemas import StatusBody

router = APIRouter(tags=["operations"])


@router.get("/healthz", response_model=StatusBody, summary="Is the process alive?")
async def healthz() -> StatusBody:
    return StatusBody(status="ok")


@router.get(
    "/readyz",
    response_model=StatusBody,
    responses={503: {"model": StatusBody, "description": "Not yet, and why"}},
    summary="Can questions be answered?",
)
async def readyz(service: Serving) -> Response:
    reason = await asyncio.to_thread(service.ready)
    status = {"status": "ready"} if reason is None else {"status": "not ready", "reason": reason}
    return JSONResponse(status, 200 if reason is None else 503)


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={401: RESPONSES[401]},
    summary="Counters for Prometheus",
)
async def metrics(service: Serving) -> PlainTextResponse:
    gauges = {"process_resident_memory_bytes": float(resident_bytes())}
    try:
        info = await asyncio.to_thread(lambda: service.index.info())
        gauges |= {f"newsrag_{name}": float(info[name]) for name in ("articles", "chunks", "generation")}
    except NewsragError:
        pass  # no index yet: its gauges are left out
    return PlainTextResponse(service.metrics.text(gauges), media_type="text/plain; version=0.0.4; charset=utf-8")


def resident_bytes() -> int:
    """Memory of this process in bytes: as it is now where Linux tells, else the most it has been."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
