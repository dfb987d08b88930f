# Two commands do all the set-up by themselves: make demo, make test.
# uv is used where it is installed; Python 3.11 or newer is all that is needed.

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin

# With bytecode on disk Python starts eight times as fast, and much of this starts Python.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check bench docs site tutorial examples clean

demo: .venv/ready       ## The main job on SQLite: a schema becomes a running service
	@$(BIN)/python scripts/demo.py

# A third worker, as the two cores often wait for a server or a process.
test: check             ## Everything CI runs
	@$(BIN)/python scripts/missing.py
	$(BIN)/pytest -n 3 --dist worksteal --reruns 1 --rerun-show-tracebacks

check: .venv/ready      ## Format, lint, layers, strict types, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python scripts/docs.py --check

bench: .venv/ready build/bench/ready ## Measurements, as ratios, beside other libraries
	build/bench/.venv/bin/python -m benchmarks $(PART)
	@$(BIN)/python scripts/docs.py

docs: .venv/ready       ## Write the generated pages again
	$(BIN)/python scripts/docs.py

tutorial: .venv/ready   ## docs/tutorial.md, word for word, in an environment of its own: a minute
	$(BIN)/python scripts/tutorial.py

site: .venv/ready       ## The documentation as a site, in site/, without a dead link
	$(BIN)/python scripts/build_site.py

examples: .venv/ready   ## Write the golden projects again
	$(BIN)/python scripts/examples.py

.venv/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Colonnade needs Python 3.11 or newer, and found none on the PATH." >&2; exit 2; }
	@echo "Setting up .venv (once)"
	@if command -v uv >/dev/null; then \
		uv venv --quiet --clear --python "$(PYTHON)" .venv && \
		uv pip install --quiet --python $(BIN)/python --editable ".[all]" --group test; \
	else \
		"$(PYTHON)" -m venv --clear .venv || { echo "Python has no venv module here; on Debian: apt-get install python3-venv" >&2; exit 2; }; \
		$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1" && \
		$(BIN)/python -m pip install --quiet --editable ".[all]" --group test; \
	fi
	@touch $@

# The other libraries have an environment of their own.
build/bench/ready: benchmarks/requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Colonnade needs Python 3.11 or newer, and found none on the PATH." >&2; exit 2; }
	@mkdir -p build/bench
	@if command -v uv >/dev/null; then \
		uv venv --quiet --clear --python "$(PYTHON)" build/bench/.venv && \
		uv pip install --quiet --python build/bench/.venv/bin/python --editable ".[all]" --requirement $<; \
	else \
		"$(PYTHON)" -m venv --clear build/bench/.venv && \
		build/bench/.venv/bin/python -m pip install --quiet --editable ".[all]" --requirement $<; \
	fi
	@touch $@

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
