"""Writes the API's OpenAPI document to the file named, for tools that make clients of it."""

import json
import sys
import tempfile
from pathlib import Path

from cms.api.app import create_app
from cms.bootstrap import build_house
from cms.settings import Settings

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as data:
        document = create_app(build_house(Settings(data=Path(data)))).openapi()
    Path(sys.argv[1]).write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
