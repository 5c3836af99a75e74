"""Stored practices."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practices",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("danced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("poses_sha256", sa.String(length=64), nullable=False),
        sa.Column("video_sha256", sa.String(length=64), nullable=True),
        sa.Column("offset_s", sa.Double(), nullable=False),
        sa.Column("rate", sa.Double(), nullable=False),
        sa.Column("session", sa.JSON(), nullable=False),
        sa.Column("total", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_practices_class_id_classes"),
        sa.ForeignKeyConstraint(
            ["manifest_sha256"], ["packs.manifest_sha256"], name="fk_practices_manifest_sha256_packs"
        ),
        sa.ForeignKeyConstraint(
            ["poses_sha256"], ["originals.sha256"], name="fk_practices_poses_sha256_originals"
        ),
        sa.ForeignKeyConstraint(
            ["video_sha256"], ["originals.sha256"], name="fk_practices_video_sha256_originals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_practices"),
    )
    op.create_index("ix_practices_class_id", "practices", ["class_id"])


def downgrade() -> None:
    op.drop_table("practices")
