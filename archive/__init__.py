"""The archive of Sinmungo: one SQLite file of articles, and beside them their related links and their advertising."""
