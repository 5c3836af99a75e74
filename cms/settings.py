"""All settings, read once from the environment at an entry point, then handed on as a frozen value.

Only entry points (the app factory, the worker, the command line, migrations) may call `Settings()`.
"""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables are these names in capitals behind `EIGHTCOUNT_`."""

    model_config = SettingsConfigDict(env_prefix="EIGHTCOUNT_", frozen=True, extra="ignore")

    data: Path = Field(
        default=Path(".data"), description="Folder of the embedded parts; one per installation."
    )
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the data folder.")
    broker_url: str = Field(
        default="", description="Redis URL; empty: the embedded valkey of the data folder."
    )
    public_url: str = Field(default="http://127.0.0.1:8080", description="Where clients reach this API.")
    s3_bucket: str = Field(
        default="", description="Bucket of originals and step outputs, private; empty: the data folder."
    )
    s3_shelf_bucket: str = Field(
        default="", description="Bucket that devices read, by a CDN; with s3_bucket or not at all."
    )
    s3_endpoint: str = Field(default="", description="URL of an S3 server; empty: AWS.")
    s3_region: str = Field(default="", description="Its region; empty: as AWS_REGION or boto3 finds it.")
    s3_public_endpoint: str = Field(
        default="", description="How browsers reach the same S3 server; empty: as this server does."
    )
    web: Path = Field(
        default=Path(__file__).parent.parent / "web/admin/dist",
        description="Folder of the built web admin (`make web`).",
    )
    practice: Path = Field(
        default=Path(__file__).parent.parent / "web/practice/dist",
        description="Folder of the built practice app (`make web`).",
    )
    practice_channel: str = Field(
        default="production",
        pattern="^(staging|production)$",
        description="The channel that the practice app follows.",
    )
    models: Path = Field(default=Path(".models"), description="Folder of the pose nets (`make models`).")

    shelf_url: str = Field(
        default="",
        pattern=r"^(|https?://[^?#\s]+)$",
        description="Where devices read packs: the CDN; empty: this server, at `public_url`.",
    )
    cloudfront_key_id: str = Field(
        default="", description="The CDN's name of the public key that lets devices in; empty: open to all."
    )
    cloudfront_private_key: str = Field(
        default="", description="Path of a PEM file: the RSA key that belongs to it; empty: open to all."
    )
    cloudfront_distribution: str = Field(
        default="", description="The distribution to be told when a pointer moved; empty: none is told."
    )
    access_hours: float = Field(
        default=24.0, gt=0, le=24 * 31, description="For so long signed access to the CDN holds."
    )

    session_idle_s: float = Field(
        default=12 * 3600.0, gt=0, description="A person not seen for so long is signed out."
    )
    session_max_s: float = Field(
        default=7 * 86_400.0, gt=0, description="A person signs in again after so long, seen or not."
    )
    sign_in_window_s: float = Field(
        default=900.0, gt=0, description="For so long a failed try to sign in counts, and a lock holds."
    )
    sign_in_tries_per_login: int = Field(
        default=10, ge=1, description="Failed tries from one network address that lock a login for it."
    )
    sign_in_tries_per_login_everywhere: int = Field(
        default=100,
        ge=1,
        description="Failed tries from all addresses together that lock a login for everybody.",
    )
    sign_in_tries_per_address: int = Field(
        default=50, ge=1, description="Failed tries that lock a network address."
    )

    calls_per_s: float = Field(
        default=100.0,
        ge=0.0,
        description="Calls a second that one caller may make of one API process on average; 0: any.",
    )

    oidc_issuer: str = Field(
        default="", description="URL of an OpenID provider that people may sign in at; empty: none."
    )
    oidc_client_id: str = Field(default="", description="What the provider calls this server.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="What this server proves itself with."
    )
    oidc_name: str = Field(default="Single sign-on", description="What people call the provider.")
    oidc_login_claim: str = Field(
        default="email", description="Claim that is the login here; an e-mail address must be verified."
    )
    oidc_new_people: str = Field(
        default="",
        pattern="^(|author|reviewer|publisher|admin)$",
        description="Role of people whose login is not known yet; empty: only known logins may sign in.",
    )

    coach_url: str = Field(
        default="",
        description="URL of an OpenAI-compatible API, the part before /chat/completions: its model words "
        "results and is sent pictures of the dancers; empty: built-in words, and no picture leaves.",
    )
    coach_model: str = Field(default="", description="The name of that model.")
    coach_key: SecretStr = Field(default=SecretStr(""), description="Bearer token for it; empty: none.")
    coach_timeout_s: float = Field(
        default=30.0, gt=0, le=600, description="A model silent for so long is done without."
    )

    max_upload_bytes: int = Field(
        default=8 * 1024**3, ge=1, description="Largest original that an upload may bring."
    )
    part_bytes: int = Field(
        default=8 * 1024**2,
        ge=1,
        description="Size of an upload part but the last; browsers, as S3, want 5 MiB or more.",
    )
    max_duration_s: float = Field(default=600.0, gt=0, description="Longest take, seconds.")
    max_pixels: int = Field(default=4096 * 2304, ge=1, description="Largest frame, pixels.")
    max_memory_bytes: int = Field(default=4 * 1024**3, ge=1, description="Memory that one step may take.")
    max_wall_s: float = Field(default=3600.0, gt=0, description="Wall-clock time that one step may take.")
    processes: int = Field(default=2, ge=1, description="Processes that one pose extraction may use.")
    pose_model: str = Field(default="heavy", pattern="^(lite|full|heavy)$")
    walls: str = Field(
        default="best",
        pattern="^(best|required)$",
        description="best: workers start though uploads cannot be walled in wholly; required: they do not.",
    )

    lease_s: float = Field(default=20.0, gt=0, description="A worker silent for so long has lost its step.")
    sweep_s: float = Field(
        default=5.0, gt=0, description="How often a worker looks for steps that nobody claimed."
    )
    attempts: int = Field(default=3, ge=1, description="How often a step whose worker died is tried.")
    worker_max_bytes: int = Field(
        default=1024**3,
        ge=0,
        description="A worker that holds more memory itself ends when its steps are done; 0: never.",
    )
    worker_max_steps: int = Field(
        default=0, ge=0, description="After so many steps a worker ends, to be started again; 0: never."
    )
    pose_shards: int = Field(
        default=1, ge=1, le=32, description="Over how many pose workers a long take is split; 1: not at all."
    )
    pose_shard_s: float = Field(
        default=20.0, gt=0, description="Seconds of a take that one of them gets at least."
    )
    keep_days: float = Field(
        default=30.0,
        ge=0,
        description="For so long packs stay that were released, and what only old builds made.",
    )
    grace_hours: float = Field(
        default=48.0, ge=0, description="What nothing needs is never taken away sooner than after so long."
    )
    collects: bool = Field(
        default=True, description="This worker collects garbage too; no: where its key may delete nothing."
    )
    renews: bool = Field(
        default=True, description="This worker renews pointers too; no: where it has no key to sign them."
    )
    pointer_days: int = Field(
        default=14,
        ge=1,
        description="Days after which devices refuse a channel pointer; workers renew it when half are left.",
    )
    signing_key: str = Field(
        default="",
        description="File of the online key that signs pointers; empty: keys/online.key of the data.",
    )
    root_file: str = Field(
        default="", description="File of the signed root document; empty: keys/root.json of the data folder."
    )

    log_format: str = Field(
        default="text", pattern="^(text|json)$", description="Lines for people, or JSON for a log store."
    )
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Where a worker tells metrics and health by HTTP; 0: nowhere."
    )
    otlp_endpoint: str = Field(
        default="", description="URL of an OpenTelemetry collector (OTLP over HTTP); empty: no traces."
    )

    def resolved_database_url(self) -> str:
        """The URL in use; raises nothing, creates nothing."""
        return self.database_url or f"sqlite:///{(self.data / 'eightcount.db').resolve()}"
