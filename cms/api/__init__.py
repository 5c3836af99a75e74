"""HTTP only: one file per noun with its schemas and routes. Use cases live one floor below."""
