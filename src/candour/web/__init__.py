"""The web shell: pages, components, forms and middleware that every context stands on. It knows no concern and no case."""
