"""What nothing needs any more, what of it went and why, and the row under which that is decided."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "garbage",
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("marked_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("place", "name", name="pk_garbage"),
    )
    op.create_index("ix_garbage_state", "garbage", ["state"])
    op.create_table(
        "gone",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("marked_s", sa.Double(), nullable=False),
        sa.Column("gone_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gone"),
    )
    op.create_index("ix_gone_place_name", "gone", ["place", "name"])
    op.create_index("ix_gone_gone_s", "gone", ["gone_s"])
    collector = op.create_table(
        "collector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("began_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_collector"),
    )
    op.bulk_insert(collector, [{"id": 1, "epoch": 0, "began_s": 0.0}])


def downgrade() -> None:
    for table in ("collector", "gone", "garbage"):
        op.drop_table(table)
