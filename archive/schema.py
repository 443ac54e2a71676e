"""The tables of the archive, as its first version made them; what came later is in :mod:`archive.migrations`.

Reading guide. Times are UTC ISO 8601 text; ``*_day`` is a Korean calendar day (``YYYY-MM-DD``, KST). Lists that
belong to one row (``subtitle``, ``bullets``, ``feeds``, ``changed``) are JSON arrays; SQL opens them with json_each.
Every outlet is named by its slug, also in foreign keys: facets and exports read without a join. What the site offers
as a facet has an index: at 100,000 rows 10 ms instead of 50, and together they cost a write about two percent.

``ads`` and ``related_links`` outlive the page they stood on. ``first_seen_at`` is the first capture that showed it.
While the row is still on the page ``gone_at`` is null and the article's own ``last_seen_at`` says when it was last seen
(nothing is written when a page comes back unchanged); once a capture no longer shows it, ``last_seen_at`` becomes the
last capture that did and ``gone_at`` the first that did not.

``articles.body_sha256`` covers title, subtitle, body, authors, ads and related links: what a revision is about.
``articles.details_hash`` covers all that the page said; when only that differs the row is updated in place.
``ads.evidence`` is what the rule saw when the row was written: signals of an offer, a filter list's rule, an element's
id. It may differ at every request or with every edition of a list, so neither hash covers it: alone it changes no
article and is not written anew.
A revision's ``body`` is null when only authors, ads or related links changed: ads and links carry their own dates.

``ads.url`` is the landing page behind known redirectors and ``ads.domain`` the registered name it belongs to, as the
crawler gives them; ``related_links.own`` says whether a link leads to the outlet's own page.

``run_outlets.with_title``, ``with_date``, ``with_author`` and ``with_fallback`` count the URLs of the run that are saved
or unchanged, the last those whose text nothing but its density told apart (``articles.extractor``). What a version did
not yet look at is NULL in its rows.

``run_outlets.reasons`` counts quarantined pages by reason (a JSON object), ``newest_at`` is the publication of the outlet's
newest article when the run ended. The view ``run_health`` shows shares instead of counts.

``listings`` says how far back-fills came: ``address`` is a day's list, or the first page of one that is walked through, and
``backfill`` the window (``since/until``) for which that was done, empty where a day was read whole; ``following`` is
where it goes on. ``urls.backfill`` names the window for
which a URL is still to be fetched.

``urls.dated_at`` is the publication as announced, ``changed_at`` the latest change announced, ``attempts`` how often the
outlet was asked for the page since it last was an article. The view ``judged_ads`` says once what counts as
``undisclosed``: advertising that the page never called so, but not an empty slot, not the outlet's own, and not a banner
whose picture nobody has read.
"""

TABLES = """
CREATE TABLE outlets (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  home TEXT,
  category TEXT,
  cms TEXT,
  feeds TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE stories (
  id INTEGER PRIMARY KEY,
  title TEXT,
  first_published_at TEXT
) STRICT;

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  url_key TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  outlet TEXT REFERENCES outlets(slug),
  kind TEXT NOT NULL,
  section TEXT,
  published_at TEXT,
  published_day TEXT,
  published_raw TEXT,
  published_source TEXT,
  modified_at TEXT,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  gone_at TEXT,
  title TEXT,
  subtitle TEXT NOT NULL DEFAULT '[]',
  lead_image TEXT,
  body_chars INTEGER NOT NULL,
  body_sha256 TEXT NOT NULL,
  details_hash TEXT NOT NULL,
  extractor TEXT NOT NULL DEFAULT '',
  revision_count INTEGER NOT NULL DEFAULT 0,
  story_id INTEGER REFERENCES stories(id),
  body TEXT NOT NULL CHECK (body <> '')
) STRICT;

CREATE TABLE authors (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT
) STRICT;

CREATE TABLE article_authors (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  author_id INTEGER NOT NULL REFERENCES authors(id),
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE article_tags (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE images (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  caption TEXT,
  credit TEXT
) STRICT;

CREATE TABLE related_links (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  url_key TEXT,
  placement TEXT NOT NULL,
  label TEXT,
  rule TEXT NOT NULL DEFAULT '',
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  gone_at TEXT
) STRICT;

CREATE TABLE ads (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  placement TEXT NOT NULL,
  label TEXT,
  disclosed INTEGER NOT NULL DEFAULT 0 CHECK (disclosed IN (0, 1)),
  advertiser TEXT,
  product TEXT,
  ticker TEXT,
  text TEXT NOT NULL DEFAULT '',
  bullets TEXT NOT NULL DEFAULT '[]',
  url TEXT,
  domain TEXT,
  network TEXT NOT NULL DEFAULT 'unknown',
  rule TEXT NOT NULL DEFAULT '',
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  gone_at TEXT
) STRICT;

CREATE TABLE removed_blocks (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  text TEXT NOT NULL,
  rule TEXT NOT NULL
) STRICT;

CREATE TABLE revisions (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  seen_at TEXT NOT NULL,
  changed TEXT NOT NULL,
  title TEXT,
  subtitle TEXT NOT NULL DEFAULT '[]',
  body TEXT,
  body_sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE mentions (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  ticker TEXT,
  kind TEXT NOT NULL,
  place TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  status TEXT NOT NULL DEFAULT 'running',
  finish_reason TEXT
) STRICT;

CREATE TABLE run_outlets (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  outlet TEXT REFERENCES outlets(slug),
  discovered INTEGER NOT NULL DEFAULT 0,
  saved INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  pending INTEGER NOT NULL DEFAULT 0,
  with_title INTEGER NOT NULL DEFAULT 0,
  with_date INTEGER NOT NULL DEFAULT 0,
  with_author INTEGER NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  feeds_ok INTEGER NOT NULL DEFAULT 0,
  feeds_failed INTEGER NOT NULL DEFAULT 0,
  feeds_unchanged INTEGER NOT NULL DEFAULT 0,
  errors TEXT NOT NULL DEFAULT '[]',
  finish_reason TEXT
) STRICT;

CREATE TABLE urls (
  id INTEGER PRIMARY KEY,
  url_key TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,
  outlet TEXT REFERENCES outlets(slug),
  source TEXT NOT NULL,
  dated_at TEXT,
  changed_at TEXT,
  discovered_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('saved', 'unchanged', 'quarantined', 'skipped', 'pending')),
  reason TEXT,
  detail TEXT,
  state_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  run_id INTEGER REFERENCES runs(id)
) STRICT;

CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  url_key TEXT,
  fetched_at TEXT NOT NULL,
  checked_at TEXT NOT NULL,
  status INTEGER NOT NULL,
  etag TEXT,
  last_modified TEXT,
  digest TEXT,
  file TEXT NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL
) STRICT;

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  url_key TEXT NOT NULL,
  url TEXT NOT NULL,
  outlet TEXT REFERENCES outlets(slug),
  reason TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1,
  run_id INTEGER REFERENCES runs(id),
  UNIQUE (url_key, reason)
) STRICT;
"""
