"""The look: paper and ink, in light and dark, with the fonts of the visitor's own system."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

SANS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "sans-serif",
)
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> gr.themes.Base:
    """Gradio's base theme without its web fonts."""
    made = gr.themes.Base(
        primary_hue=gr.themes.colors.stone,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        spacing_size=gr.themes.sizes.spacing_md,
        text_size=gr.themes.sizes.text_md,
        font=list(SANS),
        font_mono=list(MONO),
    )
    made.custom_css = (Path(__file__).parent / "assets" / "login.css").read_text(encoding="utf-8")
    return made.set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#17181a",
        body_text_color="#1d1b18",
        body_text_color_dark="#e8e4dc",
        background_fill_primary="#fffefb",
        background_fill_primary_dark="#1e1f22",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_title_background_fill="transparent",
        block_title_background_fill_dark="transparent",
        block_title_padding="0",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        input_background_fill="#fffefb",
        input_background_fill_dark="#1e1f22",
        input_border_color="#8d8677",
        input_border_color_dark="#6f6b64",
        input_border_color_focus="#8c2f22",
        input_border_color_focus_dark="#ef9a86",
        button_primary_background_fill="#8c2f22",
        button_primary_background_fill_hover="#74251a",
        button_primary_background_fill_dark="#a8402f",
        button_primary_background_fill_hover_dark="#bb4b38",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
    )
