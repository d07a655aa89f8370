"""Weights of the language pipelines; see README.md for data and licences."""
