"""The library: where sheets, catalogs, fonts, templates and the publisher are found."""
