"""The archive's schema step by step, as sqlite-utils migrations: what a file lacks is added when it is opened."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from archive.schema import TABLES

APPLICATION_ID = 0x53_4E_4D_47
"""``SNMG``: written into the file header, so that another program's database is never mistaken for ours."""

migrations = Migrations("sinmungo")

_INDEXES = """
CREATE INDEX articles_outlet ON articles(outlet);
CREATE INDEX articles_kind ON articles(kind);
CREATE INDEX articles_section ON articles(section);
CREATE INDEX articles_published_day ON articles(published_day);
CREATE INDEX articles_published_at ON articles(published_at);
CREATE INDEX articles_outlet_published_at ON articles(outlet, published_at);
CREATE INDEX articles_story_id ON articles(story_id) WHERE story_id IS NOT NULL;
CREATE UNIQUE INDEX authors_name_email ON authors(name, coalesce(email, ''));
CREATE INDEX article_authors_author_id ON article_authors(author_id);
CREATE INDEX article_tags_tag_id ON article_tags(tag_id);
CREATE INDEX images_article_id ON images(article_id);
CREATE INDEX related_links_article_id ON related_links(article_id);
CREATE INDEX related_links_url_key ON related_links(url_key);
CREATE INDEX related_links_placement ON related_links(placement);
CREATE INDEX related_links_label ON related_links(label);
CREATE INDEX ads_article_id ON ads(article_id);
CREATE INDEX ads_kind ON ads(kind);
CREATE INDEX ads_disclosed ON ads(disclosed);
CREATE INDEX ads_network ON ads(network);
CREATE INDEX ads_label ON ads(label);
CREATE INDEX ads_product ON ads(product);
CREATE INDEX ads_domain ON ads(domain);
CREATE INDEX removed_blocks_article_id ON removed_blocks(article_id);
CREATE INDEX removed_blocks_role ON removed_blocks(role);
CREATE INDEX removed_blocks_rule ON removed_blocks(rule);
CREATE INDEX revisions_article_id ON revisions(article_id);
CREATE INDEX mentions_article_id ON mentions(article_id);
CREATE INDEX mentions_ticker ON mentions(ticker);
CREATE UNIQUE INDEX run_outlets_run_outlet ON run_outlets(run_id, coalesce(outlet, ''));
CREATE INDEX urls_outlet_state ON urls(outlet, state);
CREATE INDEX urls_run_id ON urls(run_id);
CREATE INDEX snapshots_url ON snapshots(url, fetched_at);
CREATE INDEX quarantine_reason ON quarantine(reason);
"""

_VIEWS = """
CREATE VIEW judged_ads AS SELECT *,
  (disclosed = 0 AND kind NOT IN ('slot', 'house') AND NOT (kind = 'banner' AND text = '')) AS undisclosed FROM ads;
"""

_SEARCH = """
CREATE VIRTUAL TABLE articles_fts USING fts5(
  title, subtitle, body, content="articles", content_rowid="id",
  tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
);
INSERT INTO articles_fts(articles_fts, rank) VALUES ('rank', 'bm25(8.0, 4.0, 1.0)');
"""


def _run(db: Database, script: str) -> None:
    # Connection.executescript would commit, and the migration's transaction with it.
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations(name="001_tables")
def tables(db: Database) -> None:
    """Every table, index and view and the search index; the file is marked as ours."""
    _run(db, TABLES)
    _run(db, _INDEXES)
    _run(db, _VIEWS)
    _run(db, _SEARCH)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")


@migrations(name="002_reasons")
def reasons(db: Database) -> None:
    """Why something was set apart, and how sure a reading was: all unknown (NULL) for what was read before.

    Whether a related link leads to the outlet's own page, what a rule saw of an ad, and how many pages of a run only
    the fallback could read.
    """
    db.execute("ALTER TABLE related_links ADD COLUMN own INTEGER CHECK (own IN (0, 1))")
    db.execute("CREATE INDEX related_links_own ON related_links(own)")
    db.execute("ALTER TABLE ads ADD COLUMN evidence TEXT")
    db.execute("ALTER TABLE run_outlets ADD COLUMN with_fallback INTEGER")
    db.execute("PRAGMA user_version = 2")


_HEALTH = """
CREATE VIEW run_health AS SELECT
  run_outlets.id, run_id, outlet, coalesce(name, outlet, 'other hosts') AS name, finished_at,
  discovered, saved - revised AS new, revised, unchanged, quarantined, reasons, skipped, pending,
  round(1.0 * with_title / nullif(saved + unchanged, 0), 3) AS title,
  round(1.0 * with_date / nullif(saved + unchanged, 0), 3) AS date,
  round(1.0 * with_author / nullif(saved + unchanged, 0), 3) AS author,
  round(1.0 * with_section / nullif(saved + unchanged, 0), 3) AS section,
  round(1.0 * with_tags / nullif(saved + unchanged, 0), 3) AS tags,
  round(1.0 * with_image / nullif(saved + unchanged, 0), 3) AS image,
  round(1.0 * with_fallback / nullif(saved + unchanged, 0), 3) AS density,
  newest_at, round((julianday(coalesce(finished_at, started_at)) - julianday(newest_at)) * 24, 1) AS newest_hours,
  requests, feeds_ok, feeds_unchanged, feeds_failed, errors, run_outlets.finish_reason
FROM run_outlets JOIN runs ON runs.id = run_id LEFT JOIN outlets ON slug = outlet;
"""


@migrations(name="003_back_fills")
def back_fills(db: Database) -> None:
    """How far lists of the past were read, and a crawl's health outlet by outlet; NULL where no run counted it yet."""
    db.execute("ALTER TABLE urls ADD COLUMN backfill TEXT")
    for column in ("revised", "with_section", "with_tags", "with_image"):
        db.execute(f"ALTER TABLE run_outlets ADD COLUMN {column} INTEGER")
    db.execute("ALTER TABLE run_outlets ADD COLUMN reasons TEXT")
    db.execute("ALTER TABLE run_outlets ADD COLUMN newest_at TEXT")
    db.execute(
        """CREATE TABLE listings (
        id INTEGER PRIMARY KEY,
        outlet TEXT NOT NULL REFERENCES outlets(slug),
        address TEXT NOT NULL,
        backfill TEXT NOT NULL,
        following TEXT NOT NULL,
        page INTEGER NOT NULL,
        announced INTEGER NOT NULL,
        done INTEGER NOT NULL CHECK (done IN (0, 1)),
        read_at TEXT NOT NULL,
        UNIQUE (outlet, address, backfill)
        ) STRICT"""
    )
    _run(db, _HEALTH)
    db.execute("PRAGMA user_version = 3")


_TRUST = """
ALTER TABLE urls ADD COLUMN next_visit_at TEXT;
CREATE INDEX urls_next_visit ON urls(outlet, next_visit_at) WHERE next_visit_at IS NOT NULL;
ALTER TABLE articles ADD COLUMN taken_down_at TEXT;
ALTER TABLE articles ADD COLUMN taken_down_why TEXT;
ALTER TABLE articles ADD COLUMN story_similarity REAL;
ALTER TABLE stories ADD COLUMN representative_id INTEGER REFERENCES articles(id);
ALTER TABLE stories ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stories ADD COLUMN outlets INTEGER NOT NULL DEFAULT 0;
CREATE TABLE story_signatures (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  published_at TEXT NOT NULL,
  body_sha256 TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;
CREATE INDEX story_signatures_published_at ON story_signatures(published_at);
CREATE INDEX mentions_name ON mentions(name, kind);
CREATE INDEX mentions_kind ON mentions(kind);
CREATE VIEW gaps AS SELECT outlet, date(dated_at, '+9 hours') AS day, count(*) AS announced,
  sum(state IN ('saved', 'unchanged')) AS archived, sum(state = 'quarantined') AS quarantined,
  sum(state = 'skipped') AS skipped, sum(state = 'pending') AS pending
  FROM urls WHERE dated_at IS NOT NULL GROUP BY outlet, day;
"""


@migrations(name="004_trust")
def trust(db: Database) -> None:
    """When pages are looked at again, what was taken down, clusters of the same story, what was announced and is not here."""
    _run(db, _TRUST)
    db.execute("PRAGMA user_version = 4")


VERSION = 4
"""The schema version this code writes: one more for every migration, and the file's ``user_version``."""
