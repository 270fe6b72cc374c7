"""Admission: may this leaflet exist? Every gate, asked once, before a word is set."""
