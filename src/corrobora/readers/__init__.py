"""Incoming formats: the only place that knows them. One file a format."""
