# Two commands for a new user: `make chat` and `make test`. Everything lives in .venv beside this file.
# Only relative paths, so that a checkout in a folder with spaces or non-ASCII characters works.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
INDEX := .newsrag/samples
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_DISABLE_TELEMETRY := 1

.PHONY: chat test lint bench eval ablation index clean

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "newsrag needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.base: $(VENV)/.created pyproject.toml constraints.txt
	$(PIP) install -q -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	$(PIP) install -q -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	$(PIP) install -q -c constraints.txt -e '.[dev]'
	@touch $@

index: $(VENV)/.base
	@$(PY) -m rag.cli index samples/pages --index $(INDEX)

chat: index
	$(PY) -m rag.cli chat --index $(INDEX) $(CHAT_ARGS)

test: $(VENV)/.test
	@$(PY) -m tests.ui.ensure_chromium
	$(PY) -m pytest $(TEST_ARGS)

lint: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: $(VENV)/.test
	$(PY) -m eval.benchmarks

eval: $(VENV)/.test
	$(PY) -m eval.suite

ablation: $(VENV)/.test
	$(PY) -m eval.ablation

clean:
	rm -rf $(VENV) .newsrag
