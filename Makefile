# The one menu. Every target works on a bare machine with Python 3.11 or newer and make.
PY ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
export PORT ?= 8000
.DEFAULT_GOAL := help

.PHONY: help demo test reliability bench lint format lock screenshots clean

help: ## this menu
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.runtime ## run the whole product with the demo firm (PORT and COMPTOIR_DATA_DIR choose where)
	@exec $(BIN)/python -m comptoir demo

test: $(VENV)/.dev ## install what the tests need and run them (DATABASE_URL, REDIS_URL and a browser are used when there)
	$(BIN)/python -m pytest -n auto

reliability: $(VENV)/.dev ## kill -9 of web and worker under load; prints what was counted
	$(BIN)/python -m pytest -m reliability -s tests/reliability

bench: $(VENV)/.dev ## measure against the floor of the same run; writes docs/performance.md
	$(BIN)/python -m tests.load

lint: $(VENV)/.dev ## style, types, import directions, migrations, translations
	bin/lint

format: $(VENV)/.dev ## put the code in the house's form
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

screenshots: $(VENV)/.dev ## make the README's pictures from the running demo
	$(BIN)/python -m tests.screenshots

lock: $(VENV)/.uv ## resolve the dependencies anew into requirements/
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt

clean: ## forget the virtual environment (never the data)
	rm -rf $(VENV)

$(VENV)/.uv: requirements/uv.txt
	$(PY) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/uv.txt
	@touch $@

# The folder on the path is the installed package: `python -m comptoir` then works from anywhere.
$(VENV)/.runtime: requirements/runtime.txt | $(VENV)/.uv
	@test -f $(VENV)/.dev || $(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/runtime.txt requirements/uv.txt
	@$(BIN)/python -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'comptoir.pth').write_text('$(CURDIR)\n')"
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/dev.txt requirements/uv.txt
	@$(BIN)/python -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'comptoir.pth').write_text('$(CURDIR)\n')"
	@touch $@
