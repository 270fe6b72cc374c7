"""Languages: their tags, directions, numbers, plurals, and the words that signal a meaning."""
