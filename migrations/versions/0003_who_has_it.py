"""Who owns a class, who has it open and for how long; what a person said of beats; why a step failed, as a code."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("classes") as classes:
        classes.add_column(sa.Column("owner_id", sa.String(length=32), nullable=True))
        classes.create_foreign_key("fk_classes_owner_id_accounts", "accounts", ["owner_id"], ["id"])
        classes.create_index("ix_classes_owner_id", ["owner_id"])
    with op.batch_alter_table("beat_revisions") as revisions:
        # Who saved beats before could do nothing but mean them.
        revisions.add_column(sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.true()))
        revisions.add_column(sa.Column("marks", sa.JSON(), nullable=True))
    with op.batch_alter_table("beat_revisions") as revisions:
        revisions.alter_column("confirmed", server_default=None)
    with op.batch_alter_table("steps") as steps:
        steps.add_column(sa.Column("code", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("steps") as steps:
        steps.alter_column("code", server_default=None)
    op.create_table(
        "tap_passes",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("song_sha256", sa.String(length=64), nullable=True),
        sa.Column("rate", sa.Double(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("taps_s", sa.JSON(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_tap_passes_class_id_classes"),
        sa.PrimaryKeyConstraint("id", name="pk_tap_passes"),
    )
    op.create_index("ix_tap_passes_class_id", "tap_passes", ["class_id"])
    op.create_table(
        "presences",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("tab", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("since_s", sa.Double(), nullable=False),
        sa.Column("seen_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_presences_class_id_classes"),
        sa.PrimaryKeyConstraint("class_id", "actor_id", "tab", name="pk_presences"),
    )
    op.create_index("ix_presences_seen_s", "presences", ["seen_s"])
    op.create_table(
        "stopwatches",
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("active_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name="fk_stopwatches_class_id_classes"),
        sa.PrimaryKeyConstraint("class_id", "actor_id", "stage", name="pk_stopwatches"),
    )


def downgrade() -> None:
    for table in ("stopwatches", "presences", "tap_passes"):
        op.drop_table(table)
    with op.batch_alter_table("steps") as steps:
        steps.drop_column("code")
    with op.batch_alter_table("beat_revisions") as revisions:
        revisions.drop_column("marks")
        revisions.drop_column("confirmed")
    with op.batch_alter_table("classes") as classes:
        classes.drop_index("ix_classes_owner_id")
        classes.drop_constraint("fk_classes_owner_id_accounts", type_="foreignkey")
        classes.drop_column("owner_id")
