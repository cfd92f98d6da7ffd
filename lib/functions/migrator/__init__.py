"""Custom resource that brings the database's schema up to date."""
