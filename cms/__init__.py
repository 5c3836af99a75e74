"""The authoring server: what an author may do."""
