"""Chained audit entries that cannot be changed, keys of repeated requests, versions of saved mappings."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('scope', sa.String(length=100), nullable=False),
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=63), nullable=False),
    sa.Column('kind', sa.String(length=63), nullable=False),
    sa.Column('object_id', sa.String(length=200), nullable=False),
    sa.Column('canonical', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'sequence', name=op.f('pk_audit_entry'))
    )
    op.create_index('ix_audit_entry_object', 'audit_entry', ['kind', 'object_id', 'sequence'], unique=False)
    op.create_index('ix_audit_entry_at', 'audit_entry', ['at'], unique=False)
    op.create_table('idempotency_key',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('caller', sa.String(length=36), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('request_sha256', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('headers', sa.JSON(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idempotency_key')),
    sa.UniqueConstraint('caller', 'key', name=op.f('uq_idempotency_key_caller_key'))
    )
    op.create_index('ix_idempotency_key_created_at', 'idempotency_key', ['created_at'], unique=False)
    with op.batch_alter_table('saved_mapping') as batch:
        batch.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('saved_mapping') as batch:
        batch.alter_column('version', server_default=None)
    if op.get_bind().dialect.name == 'sqlite':
        refuse_changes_embedded()
    else:
        refuse_changes_on_server()


def refuse_changes_embedded() -> None:
    taken = "EXISTS (SELECT 1 FROM audit_entry WHERE scope = NEW.scope AND sequence = NEW.sequence)"
    for event, when in (
        ('update', ''),
        ('delete', ''),
        # INSERT OR REPLACE removes the old row without calling the trigger of DELETE
        ('insert', f'WHEN {taken}'),
    ):
        op.execute(
            f"CREATE TRIGGER audit_entry_refuses_{event} BEFORE {event} ON audit_entry {when} "
            "BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END"
        )


def refuse_changes_on_server() -> None:
    op.execute(
        "CREATE FUNCTION audit_entry_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$body$ BEGIN RAISE EXCEPTION 'audit entries are only ever added'; END $body$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuses()"
    )


def downgrade() -> None:
    with op.batch_alter_table('saved_mapping') as batch:
        batch.drop_column('version')
    op.drop_table('idempotency_key')
    op.drop_table('audit_entry')  # with its triggers
    if op.get_bind().dialect.name != 'sqlite':
        op.execute("DROP FUNCTION audit_entry_refuses()")
