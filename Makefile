# make demo    build .venv, replay the bundled outlets into data/demo.db, serve it (SERVE=0: do not serve)
# make test    build .venv, lint, types, tests
# make bench   measure reading (beside other extractors too), separating, the archive, the site; PAGES=DIR: your labelled pages
# make docs    write docs/rules.md, the site's rules.json and docs/outlets.md anew from rules and declarations
# make crawl   crawl the live outlets once into data/archive.db
# make lock    pin the dependencies anew from pyproject.toml
# make clean   remove what the above built; archives stay

SHELL := /bin/bash
SERVE ?= 1
PORT ?= 8001
PAGES ?=
DEMO := data/demo.db
REPLAY := tests/replay.warc.gz
PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet
COMPILE := .venv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: demo test bench docs crawl lock clean

demo: .venv/installed
	@mkdir -p data && rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	@echo "First crawl, 20 November 2026:"
	@.venv/bin/sinmungo crawl --replay $(REPLAY) --at 2026-11-20T03:00:00Z --archive $(DEMO)
	@echo && echo "Second crawl, a day later:"
	@.venv/bin/sinmungo crawl --replay $(REPLAY) --at 2026-11-21T03:00:00Z --archive $(DEMO)
	@echo && echo "Now in $(DEMO):"
	@.venv/bin/sqlite-utils query $(DEMO) "$$DEMO_SQL" --table
	@if [ "$(SERVE)" != 0 ]; then \
		echo "Open http://127.0.0.1:$(PORT) in a browser; Ctrl-C ends."; \
		exec .venv/bin/sinmungo serve --archive $(DEMO) --port $(PORT); \
	fi

define DEMO_SQL
SELECT outlets.slug AS outlet, count(*) AS articles, sum(revision_count) AS revisions,
  sum((SELECT count(*) FROM related_links WHERE article_id = articles.id)) AS related,
  sum((SELECT count(*) FROM ads WHERE article_id = articles.id)) AS ads,
  sum((SELECT count(*) FROM judged_ads WHERE article_id = articles.id AND undisclosed)) AS undisclosed,
  (SELECT count(*) FROM quarantine WHERE quarantine.outlet = outlets.slug) AS quarantined
FROM articles JOIN outlets ON outlets.slug = articles.outlet GROUP BY outlets.slug
endef
export DEMO_SQL

test: .venv/dev
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/python -m pytest

bench: .venv/installed .venv-bench/installed
	.venv/bin/python bench/reading.py $(PAGES)
	.venv/bin/python bench/sections.py
	.venv/bin/python bench/extractors.py $(PAGES)
	.venv/bin/python bench/extractors.py --anonymous $(PAGES)
	.venv/bin/python bench/archive.py
	.venv/bin/python bench/site.py
	.venv/bin/python bench/export.py
	.venv/bin/python bench/mentions.py
	.venv/bin/python bench/stories.py
	.venv/bin/python bench/search.py

docs: .venv/installed
	.venv/bin/python -m crawler.rulebook
	.venv/bin/python -m crawler.outletbook

crawl: .venv/installed
	.venv/bin/sinmungo crawl

# pip comes first and from the lock as well: older ones stumble over large sets of requirements
.venv/installed: requirements.lock pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@python3 -m venv .venv || { echo "No virtual environment could be made; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@awk '/^pip==/ {on = 1} on {print; if (!/\\$$/) exit}' requirements.lock > .venv/pip.txt
	@echo "Installing the locked dependencies into .venv …"
	@$(PIP) install --require-hashes -r .venv/pip.txt
	@$(PIP) install --require-hashes -r requirements.lock
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/installed
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# the extractors that ours is compared with never share an environment with it
.venv-bench/installed: requirements-bench.lock
	@python3 -m venv .venv-bench
	@awk '/^pip==/ {on = 1} on {print; if (!/\\$$/) exit}' $< > .venv-bench/pip.txt
	@echo "Installing the extractors to compare with into .venv-bench …"
	@.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r .venv-bench/pip.txt
	@.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

lock: .venv/dev
	$(COMPILE) pyproject.toml --group install -o requirements.lock
	$(COMPILE) pyproject.toml --group install --group dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --group bench -o requirements-bench.lock

clean:
	rm -rf .venv .venv-bench build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis $(DEMO) $(DEMO)-wal $(DEMO)-shm
