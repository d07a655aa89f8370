"""From claims to events: same happening or not, independent origins, conflicts."""
