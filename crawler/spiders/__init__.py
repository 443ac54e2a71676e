"""The outlets, one module each: a spider class that only declares."""
