"""Two more kinds of layers: elevation and street polygons."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

CONSTRAINT = 'ck_layer_kind'
BEFORE = "kind IN ('network', 'origins', 'destinations', 'zones')"
AFTER = "kind IN ('network', 'origins', 'destinations', 'zones', 'elevation', 'street_polygons')"


def upgrade() -> None:
    _exchange(BEFORE, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM layer WHERE kind IN ('elevation', 'street_polygons')")
    _exchange(AFTER, BEFORE)


def _exchange(old: str, new: str) -> None:
    """Put another rule in the place of the one for `layer.kind`; no row is touched."""
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint(op.f(CONSTRAINT), 'layer', type_='check')
        op.create_check_constraint(op.f(CONSTRAINT), 'layer', new)
        return
    # SQLite has no command for it, and making the table anew would take all features with it: dropping a
    # table deletes what refers to its rows. Its manual's way for rules that do not concern what is stored
    # (lang_altertable.html, section 7) is to change the words of the schema.
    connection = op.get_bind()
    version = connection.execute(sa.text('PRAGMA schema_version')).scalar_one()
    connection.execute(sa.text('PRAGMA writable_schema = ON'))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new) "
            "WHERE type = 'table' AND name = 'layer' AND instr(sql, :old) > 0"
        ),
        {'old': old, 'new': new},
    )
    if changed.rowcount != 1:
        raise RuntimeError(f'the table layer has no rule {CONSTRAINT} of the form {old}')
    connection.execute(sa.text(f'PRAGMA schema_version = {int(version) + 1}'))
    connection.execute(sa.text('PRAGMA writable_schema = OFF'))
    broken = connection.execute(sa.text('PRAGMA quick_check')).scalar_one()
    if broken != 'ok':
        raise RuntimeError(f'the database is not whole: {broken}')
