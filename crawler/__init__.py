"""Sinmungo's Scrapy project: discovers, fetches and reads the pages of Korean news outlets."""
