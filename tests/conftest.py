"""What holds for every test: pages are read with the filter list of the project alone, not with those of its user."""

import os

os.environ["SINMUNGO_FILTERS"] = os.path.join(os.path.dirname(__file__), "no-filters")  # before any page is read
