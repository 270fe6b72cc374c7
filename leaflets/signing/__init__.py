"""Signatures: keys opened, verified leaflets and approvals signed, what was signed read back."""
