"""Uploaded files: checked by name, type, size and count, and copied into one folder under safe names."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
import uuid
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ReadError
from rag.reading.formats import readers

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#%]+')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST = 120  # bytes: a file name may have 255, and a prefix is added


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be uploaded: bytes a file, files at a time, bytes in all that the folder may come to hold."""

    file_bytes: int
    files: int
    total_bytes: int


def safe_name(name: str) -> str:
    """A file name with nothing that could lead out of a folder or mislead a reader: letters, digits and plain marks.

    Direction overrides and control characters go, and so do leading dots; the ending is kept.
    """
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})
    name = _UNSAFE.sub("_", name).strip(" .")
    stem, suffix = os.path.splitext(name)
    while stem and len((stem + suffix).encode()) > _LONGEST:
        stem = stem[:-1]
    name = (stem + suffix) if stem else name[:20]
    if not name or name == suffix:
        name = f"file{suffix}"
    return f"_{name}" if _RESERVED.match(name) else name


def accepted_suffixes() -> list[str]:
    """The file name endings that can be read, sorted."""
    return sorted(readers())


def store(path: Path, name: str, folder: Path, limits: Limits) -> Path:
    """Copy one uploaded file into ``folder`` under a safe name of its own.

    A file of the same name and content is kept once; one of the same name and other content gets a number.

    Raises:
        ReadError: its type is not one that is read, it is too large, empty, or no regular file, or there is no room.
    """
    shown = safe_name(name)
    if Path(shown).suffix.lower() not in accepted_suffixes():
        raise ReadError(f"files of this type are not read; these are: {' '.join(accepted_suffixes())}")
    if path.is_symlink() or not path.is_file():
        raise ReadError("it is not a regular file")
    size = path.stat().st_size
    if size == 0:
        raise ReadError("it is empty")
    if size > limits.file_bytes:
        raise ReadError(f"it holds {size:,} bytes; the limit is {limits.file_bytes:,}")
    folder.mkdir(parents=True, exist_ok=True)
    held = sum(entry.stat().st_size for entry in folder.iterdir() if entry.is_file())
    if held + size > limits.total_bytes:
        raise ReadError(f"the uploads folder is full ({limits.total_bytes:,} bytes); remove articles first")
    target = _place(folder, shown, path)
    if not target.exists():
        part = folder / f".{uuid.uuid4().hex}.part"
        try:
            shutil.copyfile(path, part)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    return target


def _place(folder: Path, name: str, path: Path) -> Path:
    stem, suffix = os.path.splitext(name)
    number = 1
    while True:
        target = folder / (name if number == 1 else f"{stem}-{number}{suffix}")
        if not target.exists() or _same_bytes(target, path):
            return target
        number += 1


def _same_bytes(a: Path, b: Path) -> bool:
    if a.stat().st_size != b.stat().st_size:
        return False
    with a.open("rb") as left, b.open("rb") as right:
        while True:
            one, other = left.read(1 << 16), right.read(1 << 16)
            if one != other:
                return False
            if not one:
                return True
