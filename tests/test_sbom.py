"""`make sbom`: whole, and CycloneDX by its own schema."""

import json
import re
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scripts import sbom

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bills(tmp_path_factory):
    """Name of the file -> its text."""
    return {file.name: file.read_text() for file in sbom.main(tmp_path_factory.mktemp("sbom") / "dist")}


def test_each_is_valid_by_the_schema(bills):
    assert set(bills) == {"eightcount.cdx.json", "eightcount-tools.cdx.json", "eightcount-web.cdx.json"}
    for name, text in bills.items():
        bill = json.loads(text)
        bill["components"] = bill["components"][::10]  # all are made alike, and the schema takes its time
        known = {part["bom-ref"] for part in [bill["metadata"]["component"], *bill["components"]]}
        bill["dependencies"] = [each for each in bill["dependencies"] if each["ref"] in known]
        version = SchemaVersion.from_version(bill["specVersion"])
        assert JsonStrictValidator(version).validate_str(json.dumps(bill)) is None, name


def test_each_names_its_product_and_every_component_with_version_and_purl(bills):
    for name, text in bills.items():
        bill = json.loads(text)
        assert bill["metadata"]["component"]["version"], name
        assert len(bill["components"]) > 50
        for component in bill["components"]:
            assert component["version"], (name, component)
            assert component["purl"].startswith(("pkg:pypi/", "pkg:npm/")), (name, component)


def test_nothing_of_the_lock_lacks_and_every_wheel_has_its_hash(bills):
    lock = (ROOT / "requirements/app.txt").read_text()
    locked = set(re.findall(r"(?m)^([A-Za-z0-9._-]+)==", lock))
    components = json.loads(bills["eightcount.cdx.json"])["components"]
    assert {component["name"] for component in components} == locked
    assert all(component["externalReferences"][0]["hashes"] for component in components)
    web = json.loads(bills["eightcount-web.cdx.json"])["components"]
    assert {"react", "vite"} <= {component["name"] for component in web}
