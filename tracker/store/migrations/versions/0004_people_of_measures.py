"""Column of the people that a measure is about."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('measure', sa.Column('people_count', sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column('measure', 'people_count')
