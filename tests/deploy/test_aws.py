"""deploy/aws as CloudFormation would read it: well-formed by cfn-lint, no right that is not named here."""

import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from cms.settings import Settings

TEMPLATE = Path(__file__).parents[2] / "deploy/aws/eightcount.yaml"
BUCKETS = ("PrivateBucket", "ShelfBucket", "LogBucket")
ROLES = ("ApiRole", "MediaWorkerRole", "PoseWorkerRole", "CollectorRole")
#: What the template's names stand for here.
ARNS = {
    "PrivateBucket.Arn": "private",
    "ShelfBucket.Arn": "shelf",
    "LogBucket.Arn": "log",
    "Distribution": "D1",
    "AWS::Partition": "aws",
    "AWS::AccountId": "1",
}


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: `!Ref X` is {"Ref": X}, `!Sub X` is {"Fn::Sub": X}."""


def _short(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    else:
        value = loader.construct_sequence(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short)


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(TEMPLATE.read_text(), _Loader)  # noqa: S506 - a SafeLoader, and our file
    return found


@pytest.fixture(scope="module")
def resources(template) -> dict[str, Any]:
    return template["Resources"]


def arn(value: Any) -> str:
    """An ARN of the template with the names of ARNS in it."""
    if "Fn::GetAtt" in value:
        return ARNS[value["Fn::GetAtt"]]
    return re.sub(r"\$\{([^}]+)\}", lambda name: ARNS[name[1]], value["Fn::Sub"])


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(resources: dict[str, Any], role: str) -> list[dict[str, Any]]:
    policies = resources[role]["Properties"]["Policies"]
    return [each for policy in policies for each in policy["PolicyDocument"]["Statement"]]


def may(resources: dict[str, Any], role: str, action: str, resource: str) -> bool:
    """Whether IAM would allow it: there are no denials in a role here, so any statement that matches does."""
    return any(
        any(fnmatchcase(action, allowed) for allowed in listed(each["Action"]))
        and any(fnmatchcase(resource, arn(allowed)) for allowed in listed(each["Resource"]))
        for each in statements(resources, role)
    )


def test_cloudformation_takes_it():
    linter = [str(Path(sys.executable).parent / "cfn-lint"), "--include-checks", "I", "--", str(TEMPLATE)]
    said = subprocess.run(linter, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_no_bucket_is_public_or_unencrypted(resources):
    for name in BUCKETS:
        bucket = resources[name]["Properties"]
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4, name
        assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"], name
        assert (resources[name]["DeletionPolicy"], resources[name]["UpdateReplacePolicy"]) == ("Retain",) * 2
    kinds = {each["Type"] for each in resources.values()}
    assert {name for name, each in resources.items() if each["Type"] == "AWS::S3::Bucket"} == set(BUCKETS)
    assert "AWS::IAM::User" not in kinds
    assert "AWS::IAM::AccessKey" not in kinds


def test_owners_and_lifecycles(resources):
    for name in ("PrivateBucket", "ShelfBucket"):
        bucket = resources[name]["Properties"]
        assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        ends = [rule for rule in bucket["LifecycleConfiguration"]["Rules"] if "Prefix" not in rule]
        assert [each["AbortIncompleteMultipartUpload"] for each in ends] == [{"DaysAfterInitiation": 7}]
        assert "VersioningConfiguration" not in bucket
    rules = resources["PrivateBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert all(rule.get("Prefix") == "uploads/" for rule in rules if "ExpirationInDays" in rule)
    shelf = resources["ShelfBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert not any("ExpirationInDays" in rule for rule in shelf)


def test_every_bucket_is_reached_by_tls_only(resources):
    for name in BUCKETS:
        (deny,) = [
            each
            for each in resources[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"]
            if each["Effect"] == "Deny"
        ]
        assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert (deny["Principal"], deny["Action"]) == ("*", "s3:*")
        bucket = ARNS[f"{name}.Arn"]
        assert [arn(each) for each in deny["Resource"]] == [bucket, f"{bucket}/*"]


def test_the_shelf_is_read_by_this_distribution_alone(resources):
    granted = [
        each
        for name in BUCKETS
        for each in resources[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"]
        if each["Effect"] == "Allow"
    ]
    (only,) = granted
    assert only["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert only["Action"] == "s3:GetObject"
    assert [arn(each) for each in only["Resource"]] == ["shelf/o/*", "shelf/packs/*", "shelf/channels/*"]
    source = only["Condition"]["StringEquals"]["AWS:SourceArn"]
    assert arn(source) == "arn:aws:cloudfront::1:distribution/D1"


def test_nobody_may_do_everything(resources):
    for role in ROLES:
        for each in statements(resources, role):
            assert each["Effect"] == "Allow"
            for action in listed(each["Action"]):
                assert "*" not in action, (role, action)
            for resource in listed(each["Resource"]):
                assert arn(resource).split("/")[0] in {
                    "private",
                    "shelf",
                    "arn:aws:cloudfront::1:distribution",
                }
    assert {name for name, each in resources.items() if each["Type"] == "AWS::IAM::Role"} == set(ROLES)
    assert not any(
        each["Type"] in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy") for each in resources.values()
    )


#: Who may do what; what is not named nobody may.
RIGHTS = {
    ("s3:GetObject", "private/objects/a"): {"ApiRole", "MediaWorkerRole", "PoseWorkerRole", "CollectorRole"},
    ("s3:PutObject", "private/objects/a"): {"ApiRole", "MediaWorkerRole", "PoseWorkerRole"},
    ("s3:DeleteObject", "private/objects/a"): {"CollectorRole"},
    ("s3:PutObject", "private/uploads/u"): {"ApiRole"},
    ("s3:GetObject", "private/uploads/u"): {"ApiRole", "MediaWorkerRole", "PoseWorkerRole"},
    ("s3:DeleteObject", "private/uploads/u"): {"ApiRole", "MediaWorkerRole", "PoseWorkerRole"},
    # A large upload is copied to its name in parts; whoever clears gives up what was left.
    ("s3:AbortMultipartUpload", "private/objects/a"): {"ApiRole", "MediaWorkerRole", "PoseWorkerRole"},
    ("s3:AbortMultipartUpload", "private/uploads/u"): {"ApiRole", "MediaWorkerRole", "PoseWorkerRole"},
    ("s3:ListMultipartUploadParts", "private/uploads/u"): {"ApiRole"},
    ("s3:ListBucket", "private"): {"ApiRole", "MediaWorkerRole", "PoseWorkerRole", "CollectorRole"},
    ("s3:GetObject", "shelf/channels/production.json"): {"ApiRole", "MediaWorkerRole", "CollectorRole"},
    ("s3:PutObject", "shelf/channels/production.json"): {"MediaWorkerRole"},
    ("s3:DeleteObject", "shelf/channels/production.json"): set(),
    ("s3:PutObject", "shelf/o/a"): {"MediaWorkerRole"},
    ("s3:DeleteObject", "shelf/o/a"): {"CollectorRole"},
    ("s3:PutObject", "shelf/packs/x/a.json"): {"MediaWorkerRole"},
    ("s3:PutObject", "shelf/index.html"): set(),
    ("s3:ListBucket", "shelf"): {"ApiRole", "MediaWorkerRole", "CollectorRole"},
    ("s3:PutBucketPolicy", "shelf"): set(),
    ("s3:DeleteBucket", "private"): set(),
    ("s3:GetObject", "log/cdn/x"): set(),
    ("cloudfront:CreateInvalidation", "arn:aws:cloudfront::1:distribution/D1"): {"MediaWorkerRole"},
    ("cloudfront:CreateInvalidation", "arn:aws:cloudfront::1:distribution/D2"): set(),
    ("cloudfront:UpdateDistribution", "arn:aws:cloudfront::1:distribution/D1"): set(),
    ("iam:PassRole", "arn:aws:iam::1:role/x"): set(),
}


@pytest.mark.parametrize(("action", "resource"), RIGHTS)
def test_each_process_may_what_it_needs(resources, action, resource):
    found = {role for role in ROLES if may(resources, role, action, resource)}
    assert found == RIGHTS[action, resource]


def test_every_way_through_the_cdn_is_signed_and_by_tls(resources):
    distribution = resources["Distribution"]["Properties"]["DistributionConfig"]
    behaviours = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]
    for each in behaviours:
        assert each["TrustedKeyGroups"] == [{"Ref": "DeviceKeys"}]
        assert each["ViewerProtocolPolicy"] == "https-only"
        assert set(each["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS"}
    assert distribution["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    (origin,) = distribution["Origins"]
    assert origin["OriginAccessControlId"]
    assert resources["OriginAccess"]["Properties"]["OriginAccessControlConfig"]["SigningBehavior"] == "always"
    assert distribution["Logging"]["IncludeCookies"] is False


def test_what_changes_is_kept_a_minute_and_what_does_not_a_year(resources):
    kept = {}
    for each in resources["Distribution"]["Properties"]["DistributionConfig"]["CacheBehaviors"]:
        policy = resources[each["CachePolicyId"]["Ref"]]["Properties"]["CachePolicyConfig"]
        kept[each["PathPattern"]] = policy["MaxTTL"]
        by = policy["ParametersInCacheKeyAndForwardedToOrigin"]
        assert by["QueryStringsConfig"] == {
            "QueryStringBehavior": "none"
        }  # else every device has its own cache
        assert by["CookiesConfig"] == {"CookieBehavior": "none"}
    assert kept == {"o/*": 31_536_000, "packs/*": 31_536_000, "channels/*": 60}


def test_browsers_upload_from_the_admin_only(resources):
    (rule,) = resources["PrivateBucket"]["Properties"]["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == [{"Ref": "AdminOrigin"}]
    assert rule["AllowedMethods"] == ["PUT"]
    assert rule["ExposedHeaders"] == ["ETag"]


def test_outputs_are_settings_that_there_are(template):
    said = [output["Description"].split()[0] for output in template["Outputs"].values()]
    named = {word.removeprefix("EIGHTCOUNT_").lower() for word in said if word.startswith("EIGHTCOUNT_")}
    assert named <= set(Settings.model_fields)
    assert {
        "s3_bucket",
        "s3_shelf_bucket",
        "shelf_url",
        "cloudfront_key_id",
        "cloudfront_distribution",
    } <= named
