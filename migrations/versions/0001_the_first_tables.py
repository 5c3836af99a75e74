"""The first tables: all the rows of cms/models.py."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("secret_sha256", name="uq_api_keys_secret_sha256"),
    )
    channels = op.create_table(
        "channels",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_channels"),
    )
    # They are here from the start: their rows are locks, and a lock must not be made twice.
    op.bulk_insert(channels, [{"name": "staging", "version": 0}, {"name": "production", "version": 0}])
    op.create_table(
        "idempotency_keys",
        sa.Column("caller", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name="pk_idempotency_keys"),
    )
    op.create_table(
        "originals",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_originals"),
        sa.UniqueConstraint("sha256", name="uq_originals_sha256"),
    )
    op.create_table(
        "outputs",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_outputs"),
    )
    op.create_table(
        "uploads",
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("part_bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("storage_upload", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_table(
        "dancers",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_sha256"], ["originals.sha256"], name="fk_dancers_picture_sha256_originals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dancers"),
    )
    op.create_table(
        "songs",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("artist", sa.String(length=200), nullable=False),
        sa.Column("sound_sha256", sa.String(length=64), nullable=True),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["sound_sha256"], ["originals.sha256"], name="fk_songs_sound_sha256_originals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_songs"),
    )
    op.create_table(
        "classes",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("song_id", sa.String(length=32), nullable=False),
        sa.Column("dancer_id", sa.String(length=32), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("difficulty", sa.Integer(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("section_start_s", sa.Double(), nullable=True),
        sa.Column("section_end_s", sa.Double(), nullable=True),
        sa.Column("take_sha256", sa.String(length=64), nullable=True),
        sa.Column("cover_sha256", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["cover_sha256"], ["originals.sha256"], name="fk_classes_cover_sha256_originals"
        ),
        sa.ForeignKeyConstraint(["dancer_id"], ["dancers.id"], name="fk_classes_dancer_id_dancers"),
        sa.ForeignKeyConstraint(["song_id"], ["songs.id"], name="fk_classes_song_id_songs"),
        sa.ForeignKeyConstraint(
            ["take_sha256"], ["originals.sha256"], name="fk_classes_take_sha256_originals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_classes"),
        sa.UniqueConstraint("slug", name="uq_classes_slug"),
    )
    op.create_table(
        "alignment_decisions",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("take_sha256", sa.String(length=64), nullable=False),
        sa.Column("song_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("alignment", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_alignment_decisions_class_id_classes"),
        sa.PrimaryKeyConstraint("id", name="pk_alignment_decisions"),
    )
    op.create_index("ix_alignment_decisions_class_id", "alignment_decisions", ["class_id"])

    op.create_table(
        "beat_revisions",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("beats", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_beat_revisions_class_id_classes"),
        sa.PrimaryKeyConstraint("id", name="pk_beat_revisions"),
        sa.UniqueConstraint("class_id", "number", name="uq_beat_revisions_class_id_number"),
    )
    op.create_table(
        "builds",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("beats_revision", sa.Integer(), nullable=True),
        sa.Column("pack_sha256", sa.String(length=64), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_builds_class_id_classes"),
        sa.PrimaryKeyConstraint("id", name="pk_builds"),
    )
    op.create_index("ix_builds_class_id", "builds", ["class_id"])

    op.create_table(
        "packs",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("build_id", sa.String(length=32), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest_bytes", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["build_id"], ["builds.id"], name="fk_packs_build_id_builds"),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_packs_class_id_classes"),
        sa.PrimaryKeyConstraint("id", name="pk_packs"),
        sa.UniqueConstraint("manifest_sha256", name="uq_packs_manifest_sha256"),
    )
    op.create_index("ix_packs_class_id", "packs", ["class_id"])

    op.create_table(
        "releases",
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("pack_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("channel_version", sa.Integer(), nullable=True),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.name"], name="fk_releases_channel_channels"),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_releases_class_id_classes"),
        sa.ForeignKeyConstraint(["pack_id"], ["packs.id"], name="fk_releases_pack_id_packs"),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
    )
    op.create_index("ix_releases_class_id", "releases", ["class_id"])

    op.create_table(
        "steps",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("build_id", sa.String(length=32), nullable=False),
        sa.Column("release_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cached", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("lease_until_s", sa.Double(), nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["build_id"], ["builds.id"], name="fk_steps_build_id_builds"),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_steps_release_id_releases"),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
        sa.UniqueConstraint("build_id", "name", "release_id", name="uq_steps_build_id_name_release_id"),
    )
    op.create_index("ix_steps_key", "steps", ["key"])
    op.create_index("ix_steps_state", "steps", ["state"])


def downgrade() -> None:
    op.drop_index("ix_steps_state", table_name="steps")
    op.drop_index("ix_steps_key", table_name="steps")

    op.drop_table("steps")
    op.drop_index("ix_releases_class_id", table_name="releases")

    op.drop_table("releases")
    op.drop_index("ix_packs_class_id", table_name="packs")

    op.drop_table("packs")
    op.drop_index("ix_builds_class_id", table_name="builds")

    op.drop_table("builds")
    op.drop_table("beat_revisions")
    op.drop_index("ix_alignment_decisions_class_id", table_name="alignment_decisions")

    op.drop_table("alignment_decisions")
    op.drop_table("classes")
    op.drop_table("songs")
    op.drop_table("dancers")
    op.drop_table("uploads")
    op.drop_table("outputs")
    op.drop_table("originals")
    op.drop_table("idempotency_keys")
    op.drop_table("channels")
    op.drop_table("api_keys")
