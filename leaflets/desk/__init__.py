"""The desk: what authors, translators, reviewers and auditors ask for."""
