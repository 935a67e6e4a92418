# make chat   everything a fresh machine needs, then the page on http://127.0.0.1:7860
# make test   the same, a browser, and every check
# make quick  the tests that need no browser, no model and no process of their own: a minute
# make screenshots   the README's pictures anew, of the real page
#
# PyTorch comes first and by itself, so that no gigabytes of CUDA are pulled where none is wanted.
# For a GPU: make chat TORCH_INDEX=https://download.pytorch.org/whl/cu128

PYTHON ?= python3
TORCH = 2.13.0
CPU_INDEX = https://download.pytorch.org/whl/cpu
TORCH_INDEX ?= $(CPU_INDEX)
BIN = .venv/bin
INSTALLED = .venv/installed
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: chat test quick check screenshots install browser clean

chat: install
	$(BIN)/python -m ingest seeds/
	$(BIN)/python app.py

# Two workers share the tests; one that is done takes over what the other has not begun.
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal

test: install browser check
	$(PYTEST)

quick: install
	$(PYTEST) -m "not browser and not model and not process"

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

screenshots: install browser
	$(BIN)/python docs/screenshots.py

install: $(INSTALLED)

$(INSTALLED): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is %d.%d. Try: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	@# A wheel that pip is configured to find on this machine is taken before any download.
	test '$(TORCH_INDEX)' = '$(CPU_INDEX)' && $(BIN)/pip install -q --no-deps --no-index torch==$(TORCH) 2>/dev/null \
		|| $(BIN)/pip install -q --no-deps --index-url $(TORCH_INDEX) torch==$(TORCH)
	$(BIN)/pip install -q -c .ci/constraints.txt -e '.[dev]'
	touch $@

# The tests drive a real Chromium: the system's if there is one, else Debian's or Playwright's own.
browser: install
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
			then apt-get update -qq && apt-get install -qq -y chromium; \
			else $(BIN)/playwright install chromium; fi

clean:
	rm -rf .venv data build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
