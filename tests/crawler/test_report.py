"""The lines a crawl ends with."""

import pytest

from archive.ledger import FALLBACK
from archive.store import Archive
from crawler.report import print_summary

AT = "2026-11-20T03:00:00+00:00"


@pytest.fixture
def summary(tmp_path, capsys):
    """Keeps articles given as (outlet, extractor) in one run and gives the lines of its summary."""

    def lines(*kept):
        with Archive(tmp_path / "a.db") as archive:
            run = archive.start_run("crawl", [], AT)
            for number, (outlet, extractor) in enumerate(kept):
                url = f"https://{outlet}.example/{number}"
                page = {
                    "url": url,
                    "url_key": url,
                    "outlet": outlet,
                    "extractor": extractor,
                    "body": "글",
                    "fetched_at": AT,
                }
                archive.keep(run, page)
            archive.finish_run(run, at=AT, status="ok", finish_reason="finished", outlets={})
            print_summary(archive, run)
        return capsys.readouterr().out.splitlines()

    return lines


def test_pages_that_only_the_fallback_could_read_are_told(summary):
    head, garam, narae, total, legend = summary(
        ("garam", FALLBACK), ("garam", "outlet"), ("garam", FALLBACK), ("narae", "generic"), ("narae", "outlet")
    )
    at = head.index("density") + len("density")

    assert [line[:at].split()[-1] for line in (garam, narae, total)] == ["67%", "0%", "40%"]
    assert legend.startswith("title … image: share of the articles kept")
