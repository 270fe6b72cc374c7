"""What reaches into WeasyPrint 70.0 and pydyf 0.13.0: one thin module for each private thing.

Nothing else imports them. What is decided with these modules is decided outside, in ``pdf``,
``glyph_codes``, ``structure`` and ``metadata``. For each module tests/render/test_weasyprint.py
has a test that fails when WeasyPrint changes what the module relies on.

In the order of the work:

- ``loading``, ``quick_import``, ``pango_declarations``, ``scope``, ``log``, ``fetching``,
  ``font_copies``: the process
- ``parsed_page``, ``shared_styles``, ``initial_values``: a page and its styles, quicker
- ``style_notes``, ``used_lengths``, ``normal_flow``, ``line_setup``, ``known_lines``: its layout,
  quicker
- ``drawn_squares``: pictures that no file holds
- ``page_boxes``, ``boxes``, ``first_words``, ``page_breaks``, ``page_filling``: a layout
- ``drawn_line``, ``quick_glyphs``, ``shown_text``, ``glyph_items``, ``font_texts``: a line that is
  drawn
- ``element_boxes``: an element of the structure tree that is made
- ``pdf_objects``, ``font_tables``, ``structure_tree``, ``marked_content``, ``bookmarks``,
  ``xmp``, ``attached_files``, ``reading_direction``, ``written_objects``: a PDF about to be
  written
"""
