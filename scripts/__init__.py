"""Steps behind the verbs of the Makefile; run them as `python -m scripts.<name>`."""
