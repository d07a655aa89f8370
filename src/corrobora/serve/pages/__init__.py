"""The routes, one module for each screen."""
