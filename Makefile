# The two commands of the README are `make demo` and `make test`. Each installs what it
# needs: system packages through apt (as root, or through sudo), Python packages into
# .venv, the typeface from its npm package.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get
VAZIRMATN := vazirmatn@33.0.3
FONT := reports/fonts/Vazirmatn-Regular.ttf

.PHONY: demo test lint install fonts pictures bench wheel audit clean

demo: .venv/.installed $(FONT)
	$(BIN)/dd-toolkit demo --port $(PORT)

test: .venv/.installed-test $(FONT) .venv/.chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/dd-toolkit check
	$(BIN)/pytest -n 4

install: .venv/.installed $(FONT)

fonts: $(FONT)

pictures: .venv/.installed-test $(FONT) .venv/.chromium
	$(BIN)/python -m docs.pictures

bench: .venv/.installed-test $(FONT) .venv/.chromium
	$(BIN)/python -m tests.bench

wheel: .venv/.installed-test $(FONT)
	rm -rf build
	$(BIN)/python -m build --wheel

# Known vulnerabilities of the pinned packages; says so where it cannot ask.
audit: .venv/.installed-test
	@[ -x .venv/audit/bin/pip-audit ] || { $(PYTHON) -m venv .venv/audit && \
	  .venv/audit/bin/pip install -q --disable-pip-version-check pip-audit; } || \
	  { echo "NOT CHECKED: pip-audit cannot be installed here."; exit 2; }
	@$(BIN)/python -m docs.vulnerabilities .venv/audit/bin/pip-audit

clean:
	rm -rf .venv build dist demo reports/fonts *.egg-info

.venv/.system:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; name it with: make PYTHON=python3.11"; exit 1; }
	@ldconfig -p | grep -q libpangoft2-1.0 && ldconfig -p | grep -q libharfbuzz-subset || \
	  { echo "Installing Pango and HarfBuzz, which typeset the PDFs ..."; \
	    $(APT) update -q && $(APT) install -qy --no-install-recommends \
	      libpangoft2-1.0-0 libharfbuzz-subset0; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "Installing Python's venv ..."; $(APT) install -qy python3-venv; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: .venv/.system setup.cfg constraints.txt
	@echo "Installing the toolkit into .venv ..."
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.installed-test: .venv/.installed
	@echo "Installing what the tests need into .venv ..."
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $@

.venv/.chromium: .venv/.system
	@command -v chromium >/dev/null && command -v pdftotext >/dev/null && \
	  command -v qpdf >/dev/null && ldconfig -p | grep -q libatomic || \
	  { echo "Installing Chromium, Poppler, qpdf and libatomic, which the tests use ..."; \
	    $(APT) update -q && $(APT) install -qy --no-install-recommends \
	      chromium poppler-utils qpdf libatomic1; }
	@touch $@

$(FONT):
	@command -v npm >/dev/null || \
	  { echo "Installing npm, which brings the typeface ..."; \
	    $(APT) update -q && $(APT) install -qy --no-install-recommends npm; }
	@echo "Bringing the typeface Vazirmatn (OFL-1.1) from its package ..."
	@mkdir -p reports/fonts
	@folder=$$(mktemp -d) && \
	  (cd $$folder && npm pack --silent --ignore-scripts $(VAZIRMATN) >/dev/null) && \
	  tar -xzf $$folder/vazirmatn-*.tgz -C $$folder && \
	  cp $$folder/package/OFL.txt reports/fonts/ && \
	  for weight in Medium SemiBold Bold Regular; do \
	    cp $$folder/package/fonts/ttf/Vazirmatn-$$weight.ttf reports/fonts/; done && \
	  rm -rf $$folder
