"""Holds the document on stdin to OpenAPI 3.1, by a validator that everybody can install."""

import json
import sys

from openapi_spec_validator import OpenAPIV31SpecValidator

OpenAPIV31SpecValidator(json.load(sys.stdin)).validate()
print("ok valid")
