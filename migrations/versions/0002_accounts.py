"""Accounts of people, their sessions, tries to sign in, and the log of changes.

Accepting an alignment has become a scope of its own: keys that could do it still can.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEYS = sa.table("api_keys", sa.column("id", sa.String()), sa.column("scopes", sa.JSON()))


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("oidc_subject", sa.String(length=64), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("login", name="uq_accounts_login"),
        sa.UniqueConstraint("oidc_subject", name="uq_accounts_oidc_subject"),
    )
    op.create_table(
        "web_sessions",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("started_s", sa.Double(), nullable=False),
        sa.Column("seen_s", sa.Double(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_web_sessions_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_web_sessions"),
        sa.UniqueConstraint("token_sha256", name="uq_web_sessions_token_sha256"),
    )
    op.create_index("ix_web_sessions_account_id", "web_sessions", ["account_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("login_sha256", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
    )
    for column in ("login_sha256", "address", "at_s"):
        op.create_index(f"ix_sign_in_attempts_{column}", "sign_in_attempts", [column])
    op.create_table(
        "oidc_sign_ins",
        sa.Column("state_sha256", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=200), nullable=False),
        sa.Column("verifier", sa.String(length=200), nullable=False),
        sa.Column("started_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("state_sha256", name="pk_oidc_sign_ins"),
    )
    op.create_index("ix_oidc_sign_ins_started_s", "oidc_sign_ins", ["started_s"])
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=32), nullable=False),
        sa.Column("noun_id", sa.String(length=80), nullable=False),
        sa.Column("class_slug", sa.String(length=80), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor"])
    op.create_index("ix_audit_entries_class_slug", "audit_entries", ["class_slug"])
    op.create_index("ix_audit_entries_noun_noun_id", "audit_entries", ["noun", "noun_id"])
    _rescope(lambda scopes: [*scopes, "review"] if "author" in scopes and "review" not in scopes else scopes)


def downgrade() -> None:
    _rescope(lambda scopes: [scope for scope in scopes if scope not in ("review", "admin")])
    for table in ("audit_entries", "oidc_sign_ins", "sign_in_attempts", "web_sessions", "accounts"):
        op.drop_table(table)


def _rescope(changed):
    connection = op.get_bind()
    for key_id, scopes in connection.execute(sa.select(_KEYS.c.id, _KEYS.c.scopes)).all():
        connection.execute(_KEYS.update().where(_KEYS.c.id == key_id).values(scopes=sorted(changed(scopes))))
