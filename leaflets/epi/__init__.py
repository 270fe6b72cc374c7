"""Our FHIR documents, there and back."""
