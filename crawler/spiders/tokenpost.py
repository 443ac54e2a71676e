"""토큰포스트: its own system, three generations of pages under one counter."""

from crawler.article import ArticleSpider, Selectors


class Tokenpost(ArticleSpider):
    name, korean_name = "tokenpost", "토큰포스트"
    home = "https://www.tokenpost.kr/"
    category, launched = "crypto", "2017"
    feeds = ("https://www.tokenpost.kr/rss",)
    lists = ("news/cryptocurrency?page={page}", "news/blockchain?page={page}", "news/market?page={page}")
    article_url = r"/(?:article-|news/[a-z-]+/)(?P<key>\d+)"
    selectors = Selectors(
        body=(".article_content", ".view_text", ".viewArticle"), authors=(".writer",), section=(".viewCategory",),
        title=(".view_top_title", ".viewArticleTitle p"), published=("time.day", ".view_date", ".viewInfoLeft p"))
